import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '#shared/model/check.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { holdWithQemu } from '#test/support/qemu-io.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, imageRow, jobCard, openImages, saveUnder, tabTo } from './actions.ts';
import { SecondConnection } from './api.ts';
import { makeVdi, setCount, setEntries, spoilVersion } from './vdi-damage.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

describe.skipIf(missing('chromium', 'qemu-img'))('checking and repairing in the window', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;
  let image: string;

  withWindow(async (place) => {
    ({ window, folder } = place);
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    image = await makeVdi(folder.at('disk.img'), folder.at('web-server.vdi'));
    page = await window.open('Images');
  });

  const panel = () => page.getByRole('tabpanel');
  const dialog = () => page.getByRole('dialog');
  const press = (name: string) => panel().getByRole('button', { name, exact: true }).click();

  test('an image is shown with its facts, and a sound one is called sound', async () => {
    await openImages(page, [image, folder.at('disk.img')], 'Overview');
    await panel().getByText('64 MiB (67,108,864 bytes)').waitFor();
    await panel().getByText(image).waitFor();
    await imageRow(page, 'web-server.vdi').getByText('Not checked').waitFor();

    await page.getByRole('tab', { name: 'Check' }).click();
    await press('Check');
    await panel().getByText('The image is sound. 11 of its 64 blocks are stored.').waitFor();
    await imageRow(page, 'web-server.vdi').getByText('Sound', { exact: true }).waitFor();
    await page.getByRole('status').getByText('The check of web-server.vdi is finished. The image is sound.').waitFor();
    expect(await panel().getByRole('button', { name: 'Repair…' }).count()).toBe(0);
  });

  test('a wrong count is found, mended at no loss after a preview, and put back to the byte', async () => {
    await setCount(image, 3);
    const damaged = await readFile(image);
    await openImages(page, [image], 'Check');
    await press('Check');
    await panel().getByText('The image is damaged: 1 fault found.').waitFor();
    const finding = panel().locator('[data-finding="vdi.count-low"]');
    await finding.getByText('counts 3 slots as given away, but slot 10 is in use').waitFor();
    await finding.getByText('web-server.vdi, bytes 388 to 391').waitFor();
    await finding.getByText('Corrects the count. Nothing can be lost.').waitFor();
    await imageRow(page, 'web-server.vdi').getByText('Damaged').waitFor();

    await press('Repair…');
    await dialog().locator('[data-steps]').getByText('1 place, 4 bytes').waitFor();
    expect(await dialog().getByRole('radio').count()).toBe(0);
    expect((await readFile(image)).equals(damaged)).toBe(true);
    await dialog().getByRole('button', { name: 'Repair', exact: true }).click();

    await panel().getByText('One place was changed.').waitFor();
    await panel().getByText('The image is sound.').waitFor();
    const journal = await panel().locator('[data-journal]').innerText();
    expect(await folder.names()).toContain(path.basename(journal));
    expect((await readFile(image)).equals(damaged)).toBe(false);

    await panel().getByRole('button', { name: 'Undo the repair' }).press('Enter');
    const undone = panel().getByRole('status').getByText('The repair is undone: one place is as it was.');
    await undone.waitFor();
    // The button that was pressed has gone.
    await expect.poll(() => undone.evaluate((one) => one === document.activeElement)).toBe(true);
    await panel().getByText('The image is damaged: 1 fault found.').waitFor();
    expect((await readFile(image)).equals(damaged)).toBe(true);
    expect(await folder.names()).toEqual(['disk.img', 'web-server.vdi']);
    expect(await panel().getByRole('button', { name: 'Undo the repair' }).count()).toBe(0);
  });

  test('what may lose something is named, and needs its own consent', async () => {
    await setCount(image, 3);
    await setEntries(image, { 5: 0x00ff_ffff });
    await openImages(page, [image], 'Check');
    await press('Check');
    await panel().getByText('Something can be lost by it.').waitFor();
    await press('Repair…');
    await dialog().getByText('1 place, 4 bytes').waitFor();
    const repair = dialog().getByRole('button', { name: 'Repair', exact: true });
    expect(await repair.isEnabled()).toBe(true);

    await dialog().getByRole('radio', { name: 'Also what may lose something' }).check();
    await dialog().getByText('Block 5 of web-server.vdi is said to lie in slot 16777215').waitFor();
    await dialog().getByText('Makes the block empty').first().waitFor();
    await dialog().getByText('What may be lost has to be accepted first.').waitFor();
    expect(await repair.isDisabled()).toBe(true);
    await dialog().getByRole('checkbox', { name: 'Repair although this may be lost' }).click();
    await repair.click();
    await panel().getByText('2 places were changed.').waitFor();
    await panel().getByText('The image is sound, but holds space that nothing uses').waitFor();
  });

  test('many findings of one kind are folded, with their number', async () => {
    const shared = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [10 + index, 0]));
    await setEntries(image, shared);
    await openImages(page, [image], 'Check');
    await press('Check');
    const finding = panel().locator('[data-finding="vdi.slot-used-twice"]');
    await finding.getByText('8 times').waitFor();
    expect(await finding.getByText('Blocks 0 and 17 of web-server.vdi share slot 0').isVisible()).toBe(false);
    await finding.getByText('7 more of this kind').click();
    await finding.getByText('Blocks 0 and 17 of web-server.vdi share slot 0').waitFor();
  });

  test('an image that cannot be read says why, and its check says the rest', async () => {
    await spoilVersion(image);
    await openImages(page, [image], 'Overview');
    await panel().getByText('Details').click();
    await panel().locator('code').filter({ hasText: 'vdi.' }).waitFor();
    await page.getByRole('tab', { name: 'Check' }).click();
    await press('Check');
    await panel().getByText('The image cannot be read as it is: 1 fault found.').waitFor();
    await panel().getByText('put back a copy').waitFor();
    expect(await panel().getByRole('button', { name: 'Repair…' }).count()).toBe(0);
    await imageRow(page, 'web-server.vdi').getByText('Cannot be read').waitFor();
  });

  test('a raw disk is checked once a person says that it is one', async () => {
    await openImages(page, [folder.at('disk.img')], 'Check');
    const check = panel().getByRole('button', { name: 'Check', exact: true });
    expect(await check.isDisabled()).toBe(true);
    await panel().getByText('This file is no image that could be checked.').waitFor();
    await tabTo(check);
    await page.getByRole('button', { name: 'It is a raw disk image' }).press('Enter');
    // Its question has gone, and the button with it.
    await expect.poll(() => page.locator(':focus').allInnerTexts()).toEqual(['disk.img']);
    await press('Check');
    await panel().getByText('The image is sound.').waitFor();
  });

  test('a foreign format and a file that is gone are told in sentences', async () => {
    const foreign = Buffer.alloc(MiB);
    foreign.write('vhdxfile');
    await writeFile(folder.at('foreign.vhdx'), foreign);
    await openImages(page, [folder.at('foreign.vhdx')], 'Overview');
    await panel().getByText('Platter does not read this format').waitFor();

    await openImages(page, [image], 'Check');
    await panel().getByRole('button', { name: 'Check', exact: true }).waitFor();
    await rm(image);
    await press('Check');
    await panel().getByText('web-server.vdi does not exist. Nothing was read or written.').waitFor();
    await panel().getByText('Details').click();
    await panel().getByText('file.missing').waitFor();
  });

  test.skipIf(missing('qemu-io'))(
    'an image that a machine has open is read only when a person says so, and is free again when it has ended',
    async () => {
      await openImages(page, [image], 'Check');
      const notice = panel().locator('[data-in-use]');
      {
        await using holder = await holdWithQemu(image, 'vdi');
        await press('Check');
        await notice.getByText(`qemu-io (process ${String(holder.pid)}) has this image open`).waitFor();
        await notice.getByText('Shut the machine down or end that program').waitFor();
        expect(await panel().getByRole('button', { name: 'Check', exact: true }).isDisabled()).toBe(true);
        expect(await accessibilityProblems(page)).toEqual([]);

        await page.getByRole('link', { name: 'Jobs' }).click();
        const card = page.locator('[data-job=failed]').filter({ hasText: folder.path });
        await card.getByText('so it is not read').waitFor();
        expect(await card.innerText()).not.toContain('--in-use');
        await card.getByRole('button', { name: 'Read it all the same: web-server.vdi' }).click();
        await card.waitFor({ state: 'detached' });
        await jobCard(page, 'web-server.vdi').first().getByText('The image is sound').waitFor();

        await page.getByRole('link', { name: 'Images' }).click();
        await panel().getByRole('button', { name: 'Check again' }).waitFor();
        await press('Check it all the same');
        await expect.poll(() => page.locator('[data-activity]').count()).toBe(0);
        await page.getByRole('tab', { name: 'Compact' }).click();
        await notice.getByText('nothing can be moved in it').waitFor();
        await expect.poll(() => panel().getByRole('button', { name: 'Preview' }).isDisabled()).toBe(true);
      }
      await press('Look again');
      await notice.waitFor({ state: 'detached' });
      await expect.poll(() => panel().getByRole('button', { name: 'Preview' }).isEnabled()).toBe(true);
    },
  );

  test('a check that waits can be cancelled, and has its card on the Jobs page', async () => {
    await makeSampleDisk(folder.at('large.img'), 1 * GiB, [{ start: 0, length: 300 * MiB }]);
    await openImages(page, [image], 'Check');
    // Two conversions that take their time hold both places.
    await using connection = await SecondConnection.to(window);
    const { shell, convert, jobs } = connection.api;
    await shell.grant({ paths: [folder.at('large.img'), folder.path] });
    const source = { source: folder.at('large.img'), sourceFormat: 'raw', variant: 'streamOptimized' };
    const started = await Promise.all(
      ['one.vmdk', 'two.vmdk'].map((name) => convert.start({ ...source, target: folder.at(name) })),
    );
    await press('Check');
    await panel().getByText('Waits until a place is free.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const focused = () => page.locator(':focus').allInnerTexts();
    await expect.poll(focused).toEqual(['Check']);
    await press('Cancel web-server.vdi');
    await panel().getByText('Cancelled. Nothing was changed.').waitFor();
    await expect.poll(focused).toEqual(['Check']);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page
      .locator('[data-job=cancelled]')
      .filter({ hasText: 'web-server.vdi' })
      .getByText('Nothing was changed')
      .waitFor();
    await Promise.all(started.map(({ id }) => jobs.cancel({ id })));
    await expect.poll(() => page.locator('[data-job=running]').count(), { timeout: 30_000 }).toBe(0);
  });

  test('a report is saved as JSON or as a page, from the image and from its job, and replaced only when asked', async () => {
    // High enough for the notices in the corner, which stay for eight seconds each, not to lie over the cards.
    await page.setViewportSize({ width: 1280, height: 1600 });
    await setCount(image, 3);
    await openImages(page, [image], 'Check');
    await press('Check');
    await panel().getByText('The image is damaged').waitFor();
    await panel().getByRole('button', { name: 'Save report on web-server.vdi' }).click();
    await page.getByRole('menuitem', { name: 'As data (JSON)' }).click();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
      'web-server.vdi-check.json',
    );
    await saveUnder(page, 'report.json');
    await page.getByText('The report is saved').first().waitFor();
    const saved = JSON.parse(await readFile(folder.at('report.json'), 'utf8')) as CheckResult;
    expect(saved).toMatchObject({ path: image, findings: [{ code: 'vdi.count-low' }] });

    await writeFile(folder.at('report.json'), 'precious');
    await page.getByRole('link', { name: 'Jobs' }).click();
    const card = jobCard(page, 'web-server.vdi').filter({ hasText: 'The image is damaged: 1 fault found.' }).first();
    await card.getByRole('button', { name: 'Save report on web-server.vdi' }).click();
    await page.getByRole('menuitem', { name: 'As data (JSON)' }).click();
    await saveUnder(page, 'report.json');
    await page.getByText('report.json is there already. Replace it?').waitFor();
    expect(await readFile(folder.at('report.json'), 'utf8')).toBe('precious');
    await dialog().getByRole('button', { name: 'Replace' }).click();
    await expect.poll(() => readFile(folder.at('report.json'), 'utf8')).toContain('vdi.count-low');

    await card.getByRole('button', { name: 'Save report on web-server.vdi' }).click();
    await page.getByRole('menuitem', { name: 'As a web page (HTML)' }).click();
    await saveUnder(page, 'report.html');
    await expect.poll(() => folder.names()).toContain('report.html');
    const text = await readFile(folder.at('report.html'), 'utf8');
    expect(text).toMatch(/^<!doctype html>/i);
    expect(text).toContain('counts 3 slots as given away');
  });

  test('a report that left with its job says how to get another one', async () => {
    await openImages(page, [image], 'Check');
    await press('Check');
    await panel().getByText('The image is sound.').waitFor();
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('button', { name: 'Clear ended' }).click();
    await page.getByRole('link', { name: 'Images', exact: true }).click();
    await panel().getByText('Check again to save one.').waitFor();
    await press('Check again');
    await panel().getByRole('button', { name: 'Save report on web-server.vdi' }).waitFor();
  });

  test('files dropped on the right half are for inspecting, on the left for converting', async () => {
    for (const [half, at, title] of [
      ['inspect', 0.9, 'Images'],
      ['convert', 0.1, 'Convert'],
    ] as const) {
      await dragFiles(['dragenter', 'dragover'], at);
      await page.locator(`[data-half=${half}][data-over=true]`).waitFor();
      await dragFiles(['drop'], at);
      await page.getByRole('heading', { name: title, level: 1, includeHidden: true }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Search in this folder' }).inputValue()).toBe('holiday.vmdk');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    }
  });

  test('the list and the tabs work with the keyboard alone', async () => {
    await openImages(page, [image, folder.at('disk.img')], 'Overview');
    await page.getByRole('button', { name: 'web-server.vdi', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'disk.img', level: 2 }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'web-server.vdi', level: 2 }).waitFor();
    await page.getByRole('tab', { name: 'Overview' }).focus();
    // Past the map, the contents and the chain.
    for (let tab = 0; tab < 4; tab += 1) await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'Check' }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await panel().getByText('The image is sound.').waitFor();
  });

  async function dragFiles(types: readonly string[], at: number): Promise<void> {
    await page.evaluate(
      ({ events, fraction }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'holiday.vmdk'));
        const place = { clientX: innerWidth * fraction, clientY: innerHeight / 2 };
        for (const type of events)
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, ...place }));
      },
      { events: types, fraction: at },
    );
  }
});
