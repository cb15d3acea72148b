import { readFile, stat } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { jobCard, paste, tabTo } from './actions.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

/** What other tests do with the mouse. Creating, converting, checking and repairing by keyboard are with their pages. */
describe.skipIf(missing('chromium', 'qemu-img'))('with the keyboard alone', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
  });

  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

  async function press(target: Locator, key = 'Enter'): Promise<void> {
    await target.waitFor();
    await tabTo(target);
    await page.keyboard.press(key);
  }

  test('an image is compacted after a preview, and its report is saved', async () => {
    const image = folder.at('mail-server.vdi');
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', '-S', '0', folder.at('disk.img'), image);
    const { size } = await stat(image);
    page = await window.open('Images');
    await paste(page, [image]);

    // Along the tabs, whichever was shown last.
    await press(page.getByRole('tab', { selected: true }), 'End');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tabpanel', { name: 'Compact' }).waitFor();
    await press(button('Preview'));
    await page.locator('[data-compaction=preview]').waitFor();
    await press(button('Compact'));
    await page.locator('[data-compaction=done]').waitFor();
    expect((await stat(image)).size).toBeLessThan(size);

    await press(button('Save report on mail-server.vdi'));
    await page.getByRole('menuitem', { name: 'As data (JSON)' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const save = page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true });
    await expect.poll(() => save.isEnabled()).toBe(true);
    await press(save);
    const report = folder.at('mail-server.vdi-compact.json');
    await expect.poll(async () => JSON.parse(await readFile(report, 'utf8')) as unknown).toMatchObject({ path: image });
  });

  test('a job is paused, resumed and cancelled, each time where the focus is left, and a setting is changed', async () => {
    await makeSampleDisk(folder.at('large.img'), 2 * GiB, [{ start: 0, length: 300 * MiB }]);
    page = await window.open('Convert');
    await paste(page, [folder.at('large.img')]);
    await press(button('It is a raw disk image'));
    // To the product that is chosen, and along the row to one whose image is compressed, which takes its time.
    await tabTo(page.getByRole('radio', { checked: true }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'VMware ESXi' }).isChecked()).toBe(true);
    await button('Convert 1 image').and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('Control+Enter');

    const card = jobCard(page, 'large.vmdk');
    await press(button('Pause large.vmdk'));
    await page.locator('[data-job=paused]').waitFor();
    await expect.poll(() => button('Resume large.vmdk').evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('[data-job=running]').waitFor();
    await press(button('Cancel large.vmdk'));
    await card.getByText('Nothing was left behind').waitFor();
    expect(await folder.names()).toEqual(['large.img']);

    await press(page.getByRole('link', { name: 'Settings' }));
    const verify = page.getByRole('switch', { name: 'Read every result back' });
    await press(verify, 'Space');
    await page.locator('[data-saved]').first().waitFor();
    expect(await verify.isChecked()).toBe(false);
  });
});
