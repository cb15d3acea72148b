import { copyFile, open, readFile, stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { formats } from '#main/core/formats/index.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import type { CompactResult } from '#shared/model/compact.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { imageRow, jobCard, openImages, saveUnder } from './actions.ts';
import { makeGuestDisk } from './guest-disk.ts';
import { freeEntry, setEntries } from './vdi-damage.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

/** Presence is ability: as long as no driver makes a VDI smaller in place, there is nothing to try. */
const compactsVdi = formats.some(({ id, planCompaction }) => id === 'vdi' && planCompaction !== undefined);

describe.skipIf(missing('chromium', 'qemu-img'))('compacting in the window', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    page = await window.open('Images');
  });

  const panel = () => page.getByRole('tabpanel');
  const report = (kind: 'preview' | 'done') => panel().locator(`[data-compaction=${kind}]`);
  const press = (name: string) => panel().getByRole('button', { name, exact: true }).click();
  const isEnabled = (name: string) => panel().getByRole('button', { name, exact: true }).isEnabled();

  async function openRaw(name: string): Promise<void> {
    await openImages(page, [folder.at(name)], 'Compact');
    await page.getByRole('button', { name: 'It is a raw disk image' }).click();
  }

  /** Stores zeros where the disk was a hole. */
  async function storeZeros(name: string, start: number, length: number): Promise<void> {
    const file = await open(folder.at(name), 'r+');
    try {
      await file.write(Buffer.alloc(length), 0, length, start);
    } finally {
      await file.close();
    }
  }

  const allocated = async (name: string) => (await stat(folder.at(name))).blocks * 512;
  const isSameDisk = (first: string, second: string, format: string) =>
    compareWithQemu({ path: folder.at(first), format: 'raw' }, { path: folder.at(second), format });

  test('a raw image gives back its stored zeros after a preview, and its content stays', async () => {
    await copyFile(folder.at('disk.img'), folder.at('scratch.img'));
    await storeZeros('scratch.img', 10 * MiB, 16 * MiB);
    const before = await allocated('scratch.img');
    await openRaw('scratch.img');
    expect(await isEnabled('Compact')).toBe(false);
    const preview = panel().getByRole('button', { name: 'Preview', exact: true });
    await expect.poll(() => preview.isEnabled()).toBe(true);
    await preview.press('Enter');
    await report('preview')
      .getByText(/ can be given back$/)
      .waitFor();
    expect(await preview.evaluate((one) => one === document.activeElement)).toBe(true);
    await report('preview').getByText('The file keeps its length').waitFor();
    await report('preview').getByText('Stored zeros').waitFor();
    await report('preview').getByText('Blocks that hold nothing but zeros, and need not be stored.').waitFor();
    expect(before - (await allocated('scratch.img'))).toBeLessThan(MiB);

    await press('Compact');
    await report('done')
      .getByText(/ given back$/)
      .waitFor();
    expect(before - (await allocated('scratch.img'))).toBeGreaterThanOrEqual(16 * MiB);
    expect(await isSameDisk('disk.img', 'scratch.img', 'raw')).toBe('identical');
    await page.getByRole('status').getByText('Compacting scratch.img is finished.', { exact: true }).waitFor();

    await press('Preview');
    await report('preview').getByText('Nothing to give back').waitFor();
    await report('preview').getByText('Files that were deleted in the guest may still take space').waitFor();
    expect(await isEnabled('Compact')).toBe(false);
    await panel().getByText('There is nothing to give back.').waitFor();
  });

  test.skipIf(!compactsVdi)('a VDI loses its zeros and its orphaned slots in place', async () => {
    const image = folder.at('web-server.vdi');
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', '-S', '0', folder.at('disk.img'), image);
    // Block 63 keeps its slot, but nothing refers to that any more: its content was the last sector.
    await setEntries(image, { 63: freeEntry });
    const before = (await stat(image)).size;
    await openImages(page, [image], 'Compact');
    await press('Preview');
    await report('preview').getByText('Stored zeros').waitFor();
    await report('preview').getByText('Orphaned in the file').waitFor();
    await press('Compact');
    await report('done')
      .getByText(/ given back$/)
      .waitFor();
    expect((await stat(image)).size).toBeLessThan(before / 2);
    await qemuImg('check', '-f', 'vdi', image);

    await page.getByRole('tab', { name: 'Check' }).click();
    await press('Check');
    await panel().getByText('The image is sound.').waitFor();
    await page.getByRole('link', { name: 'Jobs' }).click();
    await jobCard(page, 'web-server.vdi').locator('[data-compaction=done]').first().waitFor();
  });

  test('a smaller copy gets the name that is asked for, and the image stays as it is', async () => {
    const image = folder.at('web-server.vdi');
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', '-S', '0', folder.at('disk.img'), image);
    const before = await readFile(image);
    await openImages(page, [image], 'Compact');
    await panel().getByRole('radio', { name: 'A smaller copy' }).check();
    await press('Preview');
    await report('preview')
      .getByText(/ can be given back$/)
      .waitFor();

    await press('Write a smaller copy…');
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
      'web-server-compact.vdi',
    );
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('web-server.vdi');
    await dialog.getByText('web-server.vdi is there already. Choose another name.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await saveUnder(page, 'small.vdi');

    await report('done').getByText('The copy has').waitFor();
    expect(await report('done').locator('[data-target]').innerText()).toBe(folder.at('small.vdi'));
    expect((await readFile(image)).equals(before)).toBe(true);
    expect((await stat(folder.at('small.vdi'))).size).toBeLessThan(before.length / 2);
    expect(await isSameDisk('disk.img', 'small.vdi', 'vdi')).toBe('identical');
    await press('Show the copy');
    await imageRow(page, 'small.vdi').waitFor();
  });

  test('an image that is full from the start is told to be copied instead', async () => {
    const image = folder.at('static.vdi');
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', '-o', 'static=on', folder.at('disk.img'), image);
    await openImages(page, [image], 'Compact');
    await press('Preview');
    await panel().getByText('cannot be made smaller where it is. A smaller copy can be written instead.').waitFor();
    await press('Write a copy instead');
    expect(await panel().getByRole('radio', { name: 'A smaller copy' }).isChecked()).toBe(true);
    expect(await panel().locator('[data-failure]').count()).toBe(0);
  });

  test('a preview is of what is chosen, and goes when the choice changes', async () => {
    await openRaw('disk.img');
    await press('Preview');
    await report('preview').getByText('Nothing to give back').waitFor();
    await panel().getByRole('checkbox', { name: 'Also give back what the guest does not use' }).click();
    await report('preview').waitFor({ state: 'detached' });
    await press('Preview');
    await report('preview').getByText('No partition and no file system was recognised').waitFor();
  });

  test.skipIf(missing('mkfs.ext4', 'sfdisk'))(
    'what the guest does not use is shown by partition, and given back only when asked for',
    async () => {
      const disk = folder.at('guest.img');
      await makeGuestDisk(disk);
      await openRaw('guest.img');
      await panel().getByRole('checkbox', { name: 'Also give back what the guest does not use' }).click();
      await press('Preview');
      const table = report('preview').getByRole('table');
      await table.getByRole('row').filter({ hasText: 'ext4' }).waitFor();
      await table.getByText('This is swap space. It may hold the memory of a hibernated system.').waitFor();
      await press('Compact');
      await report('done').getByText('Unused by the guest').waitFor();
      expect(await allocated('guest.img')).toBeLessThan(24 * MiB);

      await panel().getByRole('button', { name: 'Save report on guest.img' }).click();
      await page.getByRole('menuitem', { name: 'As data (JSON)' }).click();
      await saveUnder(page, 'report.json');
      await page.getByText('The report is saved').first().waitFor();
      const saved = JSON.parse(await readFile(folder.at('report.json'), 'utf8')) as CompactResult;
      expect(saved).toMatchObject({ path: disk, isPreview: false, partitions: [{}, {}] });
    },
  );

  test('a running compaction can be cancelled, and the copy that was begun is gone', async () => {
    await makeSampleDisk(folder.at('large.img'), 1 * GiB, [{ start: 0, length: 300 * MiB }]);
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', folder.at('large.img'), folder.at('large.vdi'));
    await storeZeros('large.vdi', 200 * MiB, 50 * MiB);
    const before = await folder.names();
    await openImages(page, [folder.at('large.vdi')], 'Compact');
    await panel().getByRole('radio', { name: 'A smaller copy' }).check();
    await press('Preview');
    await report('preview')
      .getByText(/ can be given back$/)
      .waitFor();
    await press('Write a smaller copy…');
    await saveUnder(page, 'small.vdi');
    await panel().getByRole('progressbar').waitFor();
    await expect.poll(() => panel().getByRole('progressbar').getAttribute('aria-valuenow')).not.toBeNull();
    await press('Cancel small.vdi');
    await panel().getByText('Cancelled. Nothing was left behind; the source is unchanged.').waitFor();
    expect(await folder.names()).toEqual(before);
  });
});
