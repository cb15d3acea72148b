import { mkdir, rename, rm, truncate } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { create } from '#main/core/operations/create.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { openImages } from './actions.ts';
import { gptTools, makeGptDisk } from './gpt-disk.ts';
import { makeGuestDisk } from './guest-disk.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { makeVdi, setCount, spoilVersion } from './vdi-damage.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

describe.skipIf(missing('chromium', 'qemu-img'))('looking inside an image', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    page = await window.open('Images', { permissions: ['clipboard-read', 'clipboard-write'] });
  });

  const panel = () => page.getByRole('tabpanel');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const chooseTab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const refusal = () => panel().locator('[data-refused]');

  describe('at its contents', () => {
    test.skipIf(missing(...gptTools))('shows partitions as a picture and in numbers', async () => {
      const raw = await makeGptDisk(folder, 'disk.img');
      await qemuImg('convert', '-f', 'raw', '-O', 'vmdk', raw, folder.at('laptop.vmdk'));
      await openImages(page, [folder.at('laptop.vmdk')], 'Contents');
      await panel().getByText('GUID partition table (GPT) · 4 partitions · 256 MiB disk').waitFor();

      const rows = panel().getByRole('table').getByRole('row');
      const ext4 = rows.filter({ hasText: 'data' });
      expect(await ext4.getByRole('cell').allInnerTexts()).toEqual(
        expect.arrayContaining(['ext4', '160 MiB', '64 MiB']),
      );
      await rows.filter({ hasText: '1 · EFI' }).getByText('FAT16').waitFor();
      await rows.filter({ hasText: '2 · Windows' }).getByText('NTFS').waitFor();
      const swap = rows.filter({ hasText: '4 · swap' });
      await swap.getByText('This is swap space. It may hold the memory of a hibernated system.').waitFor();

      const picture = panel().getByRole('img', { name: 'How the disk is divided' });
      expect(await picture.getAttribute('aria-label')).toMatch(
        /Used .*, Free .*, In use, as far as can be told 16 MiB/,
      );
      expect(await picture.locator('[data-segment=partition]').count()).toBe(4);
      expect(await looksOf(page, 'images-contents')).toEqual([]);
    });

    test.skipIf(missing('mkfs.ext4', 'sfdisk'))('follows an MBR, also of a raw disk', async () => {
      await makeGuestDisk(folder.at('guest.img'));
      await openImages(page, [folder.at('guest.img')], 'Contents');
      await refusal().getByText('Nothing in guest.img tells its format').waitFor();
      await page.getByRole('button', { name: 'It is a raw disk image' }).click();
      await panel().getByText('MBR partition table · 2 partitions · 64 MiB disk').waitFor();
      await panel().getByRole('row').filter({ hasText: '1 · root' }).getByText('ext4').waitFor();
    });

    test('says so where there is nothing to be recognised, and why an image cannot be read', async () => {
      await create({ target: folder.at('new.vdi'), virtualSize: 8 * MiB }, unwatched);
      await create({ target: folder.at('cut.vdi'), virtualSize: 8 * MiB }, unwatched);
      await truncate(folder.at('cut.vdi'), 200);
      await openImages(page, [folder.at('new.vdi'), folder.at('cut.vdi')], 'Contents');
      await panel().getByText('A disk that no system has used yet looks like this').waitFor();
      await page.getByRole('button', { name: 'cut.vdi', exact: true }).click();
      await refusal().getByText('The file is truncated.').waitFor();
    });
  });

  describe('at its chain', () => {
    /** base, middle and top, each built on the one before. */
    async function makeChain(extension: string): Promise<void> {
      await create({ target: folder.at(`base.${extension}`), virtualSize: 8 * MiB }, unwatched);
      for (const [parent, child] of [
        ['base', 'middle'],
        ['middle', 'top'],
      ] as const) {
        const target = folder.at(`${child}.${extension}`);
        await createChild({ target, parent: folder.at(`${parent}.${extension}`) }, unwatched);
      }
    }

    const links = () => panel().getByRole('list', { name: 'From this image down' }).getByRole('listitem');
    const children = () => panel().getByRole('list', { name: 'Images that build on this one' }).getByRole('listitem');

    test.each(['vdi', 'vhd', 'vmdk'])(
      'shows parents and children of a %s, and goes from one to the next',
      async (extension) => {
        await makeChain(extension);
        await openImages(page, [folder.at(`middle.${extension}`)], 'Chain');
        await panel().getByText('What it does not hold is in its parent.').waitFor();
        expect(await links().count()).toBe(2);
        await links().nth(1).getByText(`base.${extension}`).waitFor();
        await links().nth(1).getByText('Base', { exact: true }).waitFor();
        expect(await children().count()).toBe(1);
        await panel().getByText('Do not change this image').waitFor();

        await children()
          .getByRole('button', { name: `Show top.${extension}` })
          .click();
        await page.getByRole('heading', { name: `top.${extension}`, level: 2 }).waitFor();
        await panel().getByText('in the 2 images below it').waitFor();
        await panel().getByText('No image in the same folder builds on this one.').waitFor();
        if (extension === 'vmdk') expect(await looksOf(page, 'images-chain')).toEqual([]);

        await links()
          .nth(2)
          .getByRole('button', { name: `Show base.${extension}` })
          .click();
        await page.getByRole('heading', { name: `base.${extension}`, level: 2 }).waitFor();
        await panel().getByText('This image stands alone').waitFor();
      },
    );

    test('follows a chain that qemu-img made', async () => {
      await qemuImg('create', '-q', '-f', 'vmdk', folder.at('base.vmdk'), '64M');
      await qemuImg('create', '-q', '-f', 'vmdk', '-b', folder.at('base.vmdk'), '-F', 'vmdk', folder.at('middle.vmdk'));
      await qemuImg('create', '-q', '-f', 'vmdk', '-b', folder.at('middle.vmdk'), '-F', 'vmdk', folder.at('top.vmdk'));
      await openImages(page, [folder.at('top.vmdk')], 'Chain');
      await links().nth(2).getByText('base.vmdk').waitFor();
    });

    test('says where a parent was looked for, and finds it in a folder that is picked', async () => {
      await makeChain('vmdk');
      await mkdir(folder.at('archive'));
      await rename(folder.at('base.vmdk'), folder.at('archive/base.vmdk'));
      await openImages(page, [folder.at('top.vmdk')], 'Chain');
      const gap = panel().locator('[data-missing]');
      await gap.getByText('The parent was not found').waitFor();
      await gap.getByText('Put the parent beside middle.vmdk.').waitFor();
      await gap.getByText('base.vmdk', { exact: true }).waitFor();
      await gap.getByText(folder.path, { exact: true }).waitFor();
      await panel().getByText('It cannot be read like this.').waitFor();
      expect(await stateLooksOf(page, 'images-chain-missing')).toEqual([]);

      await gap.getByRole('button', { name: 'Pick the folder of the parent…' }).click();
      await page.getByRole('textbox', { name: 'Path' }).fill(folder.at('archive'));
      await page.getByRole('button', { name: 'Go' }).click();
      await page.getByRole('dialog').getByText(folder.at('archive'), { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Use this folder' }).click();
      await links().nth(2).getByText('base.vmdk').waitFor();
      await panel().getByText('A folder picked here counts for this look only.').waitFor();
      await links().nth(2).getByRole('button', { name: 'Show base.vmdk' }).click();
      await page.getByRole('heading', { name: 'base.vmdk', level: 2 }).waitFor();
    });

    test('tells a parent that was changed from one that is gone', async () => {
      await makeChain('vdi');
      await rm(folder.at('base.vdi'));
      await openImages(page, [folder.at('middle.vdi')], 'Chain');
      await panel().getByText('The parent was not found').waitFor();
      await chooseTab('Overview');
      await makeChain('vmdk');
      await qemuImg('convert', '-f', 'vmdk', '-O', 'vmdk', folder.at('base.vmdk'), folder.at('other.vmdk'));
      await rename(folder.at('other.vmdk'), folder.at('base.vmdk'));
      await openImages(page, [folder.at('middle.vmdk')], 'Chain');
      await panel().getByText('The parent does not fit').waitFor();
    });
  });

  describe('at its details', () => {
    const structure = (title: string) => panel().getByRole('region', { name: title, exact: true });
    const row = (title: string, field: string) =>
      structure(title)
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: field, exact: true }) });

    beforeEach(async () => {
      await makeSampleDisk(folder.at('disk.img'), 16 * MiB);
    });

    test('shows every field of the headers, copies them, and finds one by name', async () => {
      const image = await makeVdi(folder.at('disk.img'), folder.at('server.vdi'));
      await openImages(page, [image], 'Details');
      await structure('VDI header').getByText('server.vdi, bytes 72 to 455').waitFor();
      expect(await row('VDI header', 'Disk size').getByRole('cell').allInnerTexts()).toEqual([
        '296',
        '00 00 00 01 00 00 00 00',
        String(16 * MiB),
        '16 MiB',
      ]);
      await row('VDI header', 'Image type').getByText('grows as needed (dynamic)').waitFor();
      await row('VDI pre-header', 'Signature').getByText('as it should be').waitFor();
      await structure('VDI pre-header').getByText('Bytes', { exact: true }).click();
      await structure('VDI pre-header').getByRole('group', { name: 'Bytes of VDI pre-header' }).waitFor();
      expect(await looksOf(page, 'images-details')).toEqual([]);

      await structure('VDI header').getByRole('button', { name: 'Copy VDI header' }).click();
      await expect.poll(copied).toMatch(/^VDI header \(server\.vdi, bytes 72 to 455\)\n0 +Header size +80 01 00 00/);
      await panel().getByRole('button', { name: 'Copy everything' }).click();
      await expect.poll(copied).toMatch(/^VDI pre-header[^]*\n\nVDI header/);

      await panel().getByRole('searchbox', { name: 'Search fields' }).fill('blocks alloc');
      await expect.poll(() => panel().getByRole('rowheader').allInnerTexts()).toEqual(['Blocks allocated']);
      await panel().getByRole('searchbox').fill('zebra');
      await panel().getByText('No field, value or text here contains “zebra”.').waitFor();
    });

    test('shows the descriptor as it stands in the file', async () => {
      await qemuImg('convert', '-f', 'raw', '-O', 'vmdk', folder.at('disk.img'), folder.at('server.vmdk'));
      await openImages(page, [folder.at('server.vmdk')], 'Details');
      await structure('VMDK descriptor').getByText('createType="monolithicSparse"').waitFor();
      await row('VMDK sparse header', 'Grain size').getByText('64 KiB').waitFor();
      await row('VMDK sparse header', 'Flags').getByText('newline test, second copy of the grain tables').waitFor();
      await structure('VMDK descriptor').getByRole('button', { name: 'VMDK descriptor server.vmdk' }).click();
      expect(await structure('VMDK descriptor').getByText('createType').count()).toBe(0);
      await structure('VMDK descriptor').getByRole('button', { name: 'Copy VMDK descriptor' }).click();
      await expect.poll(copied).toContain('\nRW 32768 SPARSE "server.vmdk"\n');
    });

    test('shows what there is of a damaged header, and what is wrong with it', async () => {
      const image = await makeVdi(folder.at('disk.img'), folder.at('server.vdi'));
      await spoilVersion(image);
      await truncate(image, 300);
      await create({ target: folder.at('server.vhd'), virtualSize: 8 * MiB }, unwatched);
      await truncate(folder.at('server.vhd'), 2000);
      await openImages(page, [image, folder.at('server.vhd')], 'Details');
      await row('VDI pre-header', 'Version').getByText('version 9.9').waitFor();
      await structure('VDI header').getByText('The file ends inside this: 228 bytes of 384 bytes are there.').waitFor();
      await row('VDI header', 'Disk size').getByText('not in the file').waitFor();
      await page.getByRole('button', { name: 'server.vhd', exact: true }).click();
      await row('VHD footer', 'Cookie').getByText('not as it should be').waitFor();
      await row('VHD footer, copy at the start', 'Checksum').getByText('matches the content').waitFor();
      expect(await stateLooksOf(page, 'images-details-damaged')).toEqual([]);
    });

    test('looks again when a repair has changed the image', async () => {
      const image = await makeVdi(folder.at('disk.img'), folder.at('server.vdi'));
      await setCount(image, 3);
      await openImages(page, [image], 'Details');
      await row('VDI header', 'Blocks allocated').getByText('3', { exact: true }).waitFor();
      await chooseTab('Check');
      await panel().getByRole('button', { name: 'Check', exact: true }).click();
      await panel().getByRole('button', { name: 'Repair…' }).click();
      await page.getByRole('dialog').locator('[data-steps]').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Repair', exact: true }).click();
      await chooseTab('Details');
      const count = row('VDI header', 'Blocks allocated').getByRole('cell').nth(2);
      await expect.poll(() => count.innerText(), { timeout: 20_000 }).not.toBe('3');
    });

    test('says that a raw disk has none, and that a file is gone', async () => {
      await openImages(page, [folder.at('disk.img')], 'Details');
      await page.getByRole('button', { name: 'It is a raw disk image' }).click();
      await panel().getByText('A raw image has no structures of its own').waitFor();
      await rm(folder.at('disk.img'));
      await chooseTab('Contents');
      await refusal().getByText('does not exist').waitFor();
    });
  });
});
