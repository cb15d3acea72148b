import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { inspect } from '#main/core/operations/inspect.ts';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { jobCard, paste, sourceRow } from './actions.ts';
import { stateLooksOf } from './looks.ts';
import { makeVdi, setEntries } from './vdi-damage.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

const patience = { timeout: 60_000 };

describe.skipIf(missing('chromium', 'qemu-img'))('converting several images at once', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    await makeSampleDisk(folder.at('disk.img'), 40 * MiB + 512, [{ start: 2 * MiB, length: 9 * MiB }]);
    page = await window.open('Convert');
  });

  const kinds = {
    'web-server.vmdk': 'VMDK monolithicSparse',
    'legacy-xp.vhd': 'VHD fixed',
    'build-agent.vmdk': 'VMDK streamOptimized',
    'desktop.vdi': 'VDI dynamic',
  } as const;

  /** Sources of different formats, all with the content of `disk.img`. */
  async function make(...names: readonly (keyof typeof kinds)[]): Promise<readonly string[]> {
    for (const name of names) {
      const variant = qemuVariants.find(({ title }) => title === kinds[name]);
      if (!variant) throw new Error(`qemu-img makes no ${kinds[name]}.`);
      await makeWithQemu(variant, folder.at('disk.img'), folder.at(name));
    }
    return names.map((name) => folder.at(name));
  }

  const product = (name: string | RegExp): Locator => page.getByRole('radio', { name, exact: true });
  const becomes = (name: string): Locator => page.getByRole('combobox', { name: `What ${name} becomes` });
  const resultName = (name: string): Locator => page.getByRole('textbox', { name: `Name of the result of ${name}` });
  const start = (label: string): Locator => page.getByRole('button', { name: label, exact: true });
  const needs = (name: string): Locator => sourceRow(page, name).locator('[data-needs]');
  const succeeded = (): Promise<number> =>
    page.locator('[data-job=succeeded]').filter({ hasText: folder.path }).count();
  const uuidOf = async (name: string) => (await inspect({ path: folder.at(name) }, unwatched)).uuid;

  test('five images of five kinds are converted for one product, one of them for another', async () => {
    const problems: string[] = [];
    await paste(page, [
      ...(await make('web-server.vmdk', 'legacy-xp.vhd', 'build-agent.vmdk', 'desktop.vdi')),
      folder.at('disk.img'),
    ]);
    await page.getByRole('button', { name: 'It is a raw disk image' }).click();
    await product('Azure').check({ force: true });
    await page.getByText('Azure takes fixed VHDs of whole MiB only').waitFor();
    await sourceRow(page, 'disk.img').getByText('Rounded up to 41 MiB with zeros').waitFor();
    await start('Convert 5 images').waitFor();

    await becomes('desktop.vdi').selectOption({ label: 'VMware ESXi · VMDK' });
    await start('Convert 5 images').waitFor();
    await expect.poll(() => needs('desktop.vdi').innerText(), patience).toContain('≈');
    await expect.poll(() => needs('disk.img').innerText(), patience).toBe('≈ 41 MiB');
    problems.push(...(await stateLooksOf(page, 'convert-product')));
    expect(await start('Convert 5 images').isEnabled()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await expect.poll(succeeded, patience).toBe(5);

    const made = ['web-server.vhd', 'legacy-xp-2.vhd', 'build-agent.vhd', 'disk.vhd'];
    for (const name of made) expect((await stat(folder.at(name))).size).toBe(41 * MiB + 512);
    expect(await inspect({ path: folder.at('desktop.vmdk') }, unwatched)).toMatchObject({ variant: 'streamOptimized' });
    const original = { path: folder.at('disk.img'), format: 'raw' };
    for (const name of [...made, 'desktop.vmdk']) {
      const format = name.endsWith('vhd') ? 'vpc' : 'vmdk';
      expect(await compareWithQemu(original, { path: folder.at(name), format })).toBe('identical');
    }
    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await page.getByText('No images yet').waitFor();
    expect(problems).toEqual([]);
  }, 180_000);

  test('three sources, the choice and the button are seen at once in a small window', async () => {
    await page.setViewportSize({ width: 900, height: 600 });
    await paste(page, await make('web-server.vmdk', 'legacy-xp.vhd', 'desktop.vdi'));
    await start('Convert 3 images').waitFor();
    const bottomOf = async (locator: Locator) => {
      const box = await locator.boundingBox();
      return (box?.y ?? Infinity) + (box?.height ?? 0);
    };
    const top = (await start('Convert 3 images').boundingBox())?.y ?? 0;
    expect(await product('Azure').isVisible()).toBe(true);
    expect(await bottomOf(sourceRow(page, 'desktop.vdi'))).toBeLessThan(top);
    expect(await bottomOf(start('Convert 3 images'))).toBeLessThanOrEqual(600);
  });

  test('a product that is too small for a disk says so at its row, and the row can take another way', async () => {
    await writeFile(folder.at('huge.img'), '');
    await truncate(folder.at('huge.img'), 3 * 1024 * 1024 * MiB);
    await paste(page, [folder.at('disk.img'), folder.at('huge.img')]);
    for (const name of ['disk.img', 'huge.img'])
      await sourceRow(page, name).getByRole('button', { name: 'It is a raw disk image' }).click();
    await product('Hyper-V').check({ force: true });
    await sourceRow(page, 'huge.img')
      .getByText('but Hyper-V takes disks that are stored in this way only up to')
      .waitFor();
    await start('Convert 1 image').waitFor();
    await becomes('huge.img').selectOption({ label: 'VirtualBox · VDI' });
    await start('Convert 2 images').waitFor();

    await product('Something else…').check({ force: true });
    expect(await page.getByRole('radio', { name: 'VHD', exact: true }).isChecked()).toBe(true);
    expect(await becomes('huge.img').inputValue()).toBe('vhd/dynamic');
  });

  test('names are changed one by one and for all, and what is in the way is told and replaced only on demand', async () => {
    const problems: string[] = [];
    await writeFile(folder.at('web-server.vdi'), 'precious');
    await paste(page, await make('web-server.vmdk', 'legacy-xp.vhd'));
    const row = sourceRow(page, 'web-server.vmdk');
    await row.getByText('web-server.vdi is taken there: will be named web-server-2.vdi').waitFor();

    await resultName('legacy-xp.vhd').fill('old/xp');
    await page.getByText('No file can have this name.').waitFor();
    await start('Convert 1 image').waitFor();
    await resultName('legacy-xp.vhd').fill('web-server-2');
    await sourceRow(page, 'legacy-xp.vhd').getByText('will be named web-server-2-2.vdi').waitFor();

    await page.getByText('Details: read back').click();
    await page.getByRole('textbox', { name: 'Add to every name' }).fill('-new');
    await start('Convert 2 images').waitFor();
    expect(await resultName('web-server.vmdk').inputValue()).toBe('web-server-new');
    await page.getByRole('textbox', { name: 'Add to every name' }).fill('');
    await page.getByText('Details: read back').click();

    await row.getByRole('button', { name: 'Replace it' }).click();
    // Only the source was picked: a file beside it is nobody's to replace before its folder is.
    await page.getByText('are replaced only after the folder itself has been picked').waitFor();
    problems.push(...(await stateLooksOf(page, 'convert-replace')));
    await page.getByRole('button', { name: 'Use this folder' }).click();
    await row.getByText('web-server.vdi will be replaced, once the new one is whole.').waitFor();
    await row.getByRole('button', { name: 'Keep it' }).click();
    await row.getByText('will be named web-server-2.vdi').waitFor();
    await row.getByRole('button', { name: 'Replace it' }).click();
    await row.getByText('web-server.vdi will be replaced').waitFor();
    await start('Convert 2 images').click();
    await expect.poll(succeeded, patience).toBe(2);
    expect((await readFile(folder.at('web-server.vdi'))).length).toBeGreaterThan(MiB);
    expect(await folder.names()).toEqual([
      'disk.img',
      'legacy-xp.vhd',
      'web-server-2.vdi',
      'web-server.vdi',
      'web-server.vmdk',
    ]);
    expect(problems).toEqual([]);
  }, 120_000);

  test('identifiers are new unless they are to be kept', async () => {
    await paste(page, await make('desktop.vdi', 'build-agent.vmdk'));
    await product(/^VMware Workstation/).check({ force: true });
    await page.getByText('Details: read back').click();
    await page.getByRole('radio', { name: 'Those of the sources' }).check();
    await page.getByText('1 source has no identifier to keep').waitFor();
    const problems = await stateLooksOf(page, 'convert-identifiers');
    await start('Convert 2 images').click();
    await expect.poll(succeeded, patience).toBe(2);
    expect(await uuidOf('desktop.vmdk')).toBe(await uuidOf('desktop.vdi'));
    expect(
      await compareWithQemu(
        { path: folder.at('disk.img'), format: 'raw' },
        { path: folder.at('desktop.vmdk'), format: 'vmdk' },
      ),
    ).toBe('identical');

    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await paste(page, [folder.at('desktop.vdi')]);
    await page.getByText('identifiers (kept)').click();
    await page.getByRole('radio', { name: /^New/ }).check();
    await start('Convert 1 image').click();
    await expect.poll(succeeded, patience).toBe(3);
    expect(await uuidOf('desktop-2.vmdk')).not.toBe(await uuidOf('desktop.vdi'));
    expect(problems).toEqual([]);
  });

  test('what can be read of a damaged image is converted when a person says so, after a look at its check', async () => {
    const problems: string[] = [];
    await makeVdi(folder.at('disk.img'), folder.at('broken.vdi'));
    await setEntries(folder.at('broken.vdi'), { 5: 0x00ff_ffff });
    await paste(page, [...(await make('web-server.vmdk')), folder.at('broken.vdi')]);
    await start('Convert 1 image').waitFor();
    const row = sourceRow(page, 'broken.vdi');
    problems.push(...(await stateLooksOf(page, 'convert-damaged')));

    await row.getByRole('button', { name: 'Check it first' }).click();
    const panel = page.getByRole('tabpanel', { name: 'Check' });
    await panel.getByRole('button', { name: 'Check', exact: true }).click();
    await panel.getByText('The image is damaged').waitFor();
    await page.getByRole('link', { name: 'Convert', exact: true }).click();

    await row.getByRole('button', { name: 'Read what can be read' }).click();
    await row.getByText('Damaged: what can be read is converted.').waitFor();
    await row.getByRole('button', { name: 'Leave it' }).click();
    await start('Convert 1 image').waitFor();
    await row.getByRole('button', { name: 'Read what can be read' }).click();
    await start('Convert 2 images').waitFor();
    problems.push(...(await stateLooksOf(page, 'convert-salvage')));
    await product(/^QEMU/).check({ force: true });
    await start('Convert 2 images').click();
    await jobCard(page, 'broken.img').getByText('Verified by reading back').waitFor();

    const expected = await readFile(folder.at('disk.img'));
    const found = await readFile(folder.at('broken.img'));
    expect(found.equals(expected.fill(0, 5 * MiB, 6 * MiB))).toBe(true);
    expect(problems).toEqual([]);
  }, 120_000);

  test('the keyboard alone removes rows, and all of them go at once', async () => {
    const paths: string[] = [];
    for (let i = 0; i < 50; i += 1) {
      const path = folder.at(`disk-${String(i).padStart(2, '0')}.bin`);
      const file = await open(path, 'w');
      await file.truncate(MiB);
      await file.close();
      paths.push(path);
    }
    await paste(page, paths);
    const remove = (name: string) => page.getByRole('button', { name: `Remove ${name} from the list` });
    await remove('disk-49.bin').waitFor();
    // Where the key may be meant for something else, and the Backspace key beside it, remove nothing.
    await sourceRow(page, 'disk-05.bin').getByRole('button', { name: 'It is a raw disk image' }).click();
    const becomes = page.getByRole('combobox', { name: 'What disk-05.bin becomes' });
    const raw = sourceRow(page, 'disk-06.bin').getByRole('button', { name: 'It is a raw disk image' });
    for (const control of [becomes, raw, page.getByRole('textbox', { name: 'Name of the result of disk-05.bin' })])
      for (const key of ['Backspace', 'Delete']) await control.press(key);
    await remove('disk-07.bin').press('Backspace');
    for (const name of ['disk-05.bin', 'disk-06.bin', 'disk-07.bin']) await remove(name).waitFor();
    await remove('disk-07.bin').focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    await expect.poll(() => remove('disk-09.bin').evaluate((button) => button === document.activeElement)).toBe(true);
    expect([await remove('disk-07.bin').count(), await remove('disk-08.bin').count()]).toEqual([0, 0]);
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await page.getByText('No images yet').waitFor();
  });
});
