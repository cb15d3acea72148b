import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { corpusImages, unpack } from '#test/support/corpus.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { holdWithQemu } from '#test/support/qemu-io.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { imageRow, jobCard, paste, sourceRow } from './actions.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

const patience = { timeout: 30_000 };

describe.skipIf(missing('chromium', 'qemu-img'))('converting in the window', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    page = await window.open('Convert');
  });

  async function makeVmdk(name: string): Promise<string> {
    const variant = qemuVariants.find(({ title }) => title === 'VMDK monolithicSparse');
    if (!variant) throw new Error('qemu-img makes no such VMDK.');
    await makeWithQemu(variant, folder.at('disk.img'), folder.at(name));
    return folder.at(name);
  }

  test('a VMDK becomes a verified VDI with the same content', async () => {
    await paste(page, [await makeVmdk('web-server.vmdk')]);
    await sourceRow(page, 'web-server.vmdk').getByRole('cell', { name: '64 MiB', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Convert 1 image' }).click();

    const card = jobCard(page, 'web-server.vdi');
    await card.getByText('Verified by reading back').waitFor();
    expect(await card.locator('[data-target]').innerText()).toBe(folder.at('web-server.vdi'));
    expect(
      await compareWithQemu(
        { path: folder.at('disk.img'), format: 'raw' },
        { path: folder.at('web-server.vdi'), format: 'vdi' },
      ),
    ).toBe('identical');
    expect(await folder.names()).toEqual(['disk.img', 'web-server.vdi', 'web-server.vmdk']);
  });

  test('a new raw disk is shown as what it is, although nothing in it tells', async () => {
    await paste(page, [await makeVmdk('web-server.vmdk')]);
    await page.getByRole('radio', { name: 'Something else…' }).check({ force: true });
    await page.getByRole('radio', { name: 'Raw' }).check({ force: true });
    await page.getByRole('button', { name: 'Convert 1 image' }).click();
    await page.getByRole('button', { name: 'Show image web-server.img' }).click();
    await imageRow(page, 'web-server.img').getByText('Raw').waitFor();
    expect(await page.getByRole('button', { name: 'It is a raw disk image' }).count()).toBe(0);
  });

  test.skipIf(missing('corpus', 'xz'))(
    'a real image of another program keeps its content, digest for digest',
    async () => {
      const image = corpusImages().find(({ file }) => file.startsWith('dfvfs__ext2_vmdk/'));
      if (image?.digest === undefined) throw new Error('The corpus has lost the image.');
      await paste(page, [await unpack(image, folder.path)]);
      await page.getByRole('button', { name: 'Convert 1 image' }).click();
      const card = page.locator('[data-job=succeeded]').filter({ hasText: folder.path });
      await card.getByText('Verified by reading back').waitFor();
      await card.getByTitle(image.digest).waitFor();
    },
  );

  test('the picker finds files by typing a path and works with the keyboard alone', async () => {
    await makeVmdk('first.vmdk');
    await mkdir(folder.at('empty'));
    await page.getByRole('button', { name: 'Add files…' }).press('Enter');
    // The cursor is in the path and the path is selected, so typing takes its place.
    await page.locator('input[aria-label=Path]:focus').waitFor();
    await page.keyboard.insertText(folder.path);
    await page.keyboard.press('Enter');
    const list = page.getByRole('listbox', { name: 'Content of the folder' });
    await list.getByRole('option', { name: 'first.vmdk' }).waitFor();
    await list.focus();
    // Into a folder with nothing in it, and out again: the focus stays in the list.
    await list.press('Home');
    await list.press('Enter');
    await page.getByRole('dialog').getByText('This folder is empty.').waitFor();
    await page.keyboard.press('Backspace');
    await list.getByRole('option', { name: 'first.vmdk' }).waitFor();
    await list.press('Home');
    await list.press('ArrowDown');
    await list.press('Space');
    await list.press('ArrowDown');
    await list.press('Space');
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Home folder', exact: true }).click();
    await page.getByRole('dialog').getByText('2 selected').waitFor();
    await expect.poll(() => page.getByRole('textbox', { name: 'Path' }).inputValue()).toBe(window.home.path);
    await page.getByRole('button', { name: 'Add 2 files' }).press('Enter');
    await sourceRow(page, 'first.vmdk').getByText('64 MiB', { exact: true }).first().waitFor();
    await sourceRow(page, 'disk.img').getByText('may be a raw disk image').waitFor();
  });

  test('a job that is cancelled in the middle leaves no file behind', async () => {
    await makeSampleDisk(folder.at('large.img'), 1 * GiB, [{ start: 0, length: 400 * MiB }]);
    const before = await folder.names();
    await paste(page, [folder.at('large.img')]);
    await page.getByRole('button', { name: 'It is a raw disk image' }).click();
    await page.getByRole('radio', { name: 'Something else…' }).check({ force: true });
    await page.getByRole('radio', { name: 'VMDK' }).check({ force: true });
    await page.getByRole('radio', { name: 'stream for transport' }).check({ force: true });
    await page.getByRole('button', { name: 'Convert 1 image' }).click();

    const card = jobCard(page, 'large.vmdk');
    await card.getByText('Copying').waitFor();
    await expect
      .poll(() => card.getByRole('progressbar').getAttribute('aria-valuenow').then(Number), patience)
      .toBeGreaterThan(0);
    expect((await folder.names()).length).toBeGreaterThan(before.length);
    await card.getByRole('button', { name: 'Cancel large.vmdk' }).click();
    await card.getByText('Nothing was left behind').waitFor();
    expect(await folder.names()).toEqual(before);
  });

  test('a foreign format is refused in words, with its code under Details', async () => {
    const foreign = Buffer.alloc(MiB);
    foreign.write('vhdxfile');
    await writeFile(folder.at('foreign.vhdx'), foreign);
    await paste(page, [folder.at('foreign.vhdx')]);
    const row = sourceRow(page, 'foreign.vhdx');
    await row.getByText('Platter does not read this format').waitFor();
    await row.getByText('Details').click();
    await row.getByText('probe.foreign').waitFor();
    expect(await page.getByRole('button', { name: 'Convert', exact: true }).isDisabled()).toBe(true);
    await page.getByText('None of these images can be converted').first().waitFor();
  });

  test('a raw disk is taken once a person says so, and a name that is taken is not used', async () => {
    await copyFile(folder.at('disk.img'), folder.at('disk.vdi'));
    const { size } = await stat(folder.at('disk.vdi'));
    await paste(page, [folder.at('disk.img')]);
    const row = sourceRow(page, 'disk.img');
    await row.getByRole('button', { name: 'It is a raw disk image' }).click();
    await row.getByText('disk.vdi is taken there: will be named disk-2.vdi').waitFor();
    await page.getByRole('button', { name: 'Convert 1 image' }).click();
    await jobCard(page, 'disk-2.vdi').getByText('Verified by reading back').waitFor();
    expect(await folder.names()).toEqual(['disk-2.vdi', 'disk.img', 'disk.vdi']);
    expect((await stat(folder.at('disk.vdi'))).size).toBe(size);
  });

  test.skipIf(missing('qemu-io'))('a source that a machine has open is read only when a person says so', async () => {
    const busy = await makeVmdk('busy.vmdk');
    await using holder = await holdWithQemu(busy, 'vmdk');
    await paste(page, [busy]);
    const row = sourceRow(page, 'busy.vmdk');
    await row.getByText(`qemu-io (process ${String(holder.pid)}) has this image open`).waitFor();
    await page.getByText('None of these images can be converted').first().waitFor();
    const offer = row.getByRole('button', { name: 'Read it all the same' });
    await offer.click();
    await row.getByText('The job ends without a result as soon as something is written').waitFor();
    await row.getByRole('button', { name: 'Rather not' }).click();
    await offer.click();
    await page.getByRole('button', { name: 'Convert 1 image' }).click();
    await jobCard(page, 'busy.vdi').getByText('Verified by reading back').waitFor();
  });

  test('two sources of one name go into one folder under two names', async () => {
    const variant = qemuVariants.find(({ title }) => title === 'VHD dynamic');
    if (!variant) throw new Error('qemu-img makes no such VHD.');
    await makeWithQemu(variant, folder.at('disk.img'), folder.at('twin.vhd'));
    await paste(page, [await makeVmdk('twin.vmdk'), folder.at('twin.vhd')]);
    await page.getByText('twin.vdi is taken there: will be named twin-2.vdi').waitFor();
    await page.getByRole('button', { name: 'Convert 2 images' }).click();
    await expect
      .poll(() => page.locator('[data-job=succeeded]').filter({ hasText: folder.path }).count(), patience)
      .toBe(2);
    expect(await folder.names()).toEqual(['disk.img', 'twin-2.vdi', 'twin.vdi', 'twin.vhd', 'twin.vmdk']);
  });

  test('a file dropped in a browser has no path, so the picker looks for its name', async () => {
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'holiday.vmdk'));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.getByText('A browser does not tell where a dropped file lies').first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Search in this folder' }).inputValue()).toBe('holiday.vmdk');
  });

  test('the key leaves the address bar, and reloading works without it', async () => {
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByText(/^Version \d/).waitFor();
    expect(path.basename(new URL(page.url()).pathname)).toBe('');
  });
});
