import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, imageRow, openImages, paste, tabTo } from './actions.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { makeVdi, setCount } from './vdi-damage.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

describe.skipIf(missing('chromium', 'qemu-img'))('the images that were opened', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    page = await window.open('Images');
  });

  const panel = () => page.getByRole('tabpanel');
  const name = (text: string) => page.getByRole('button', { name: text, exact: true });
  const names = () => page.locator('[data-name]').allInnerTexts();
  const focusIsOn = (text: string) => expect.poll(() => page.locator(':focus').allInnerTexts()).toEqual([text]);

  /** The person leaves, Platter ends, and both come back. */
  async function restart(): Promise<void> {
    await page.context().close();
    await window.restart();
    page = await window.openAgain('Images', { reducedMotion: 'reduce' });
  }

  const makeImage = (text: string) => makeVdi(folder.at('disk.img'), folder.at(text));

  test('are there after a restart with their facts and their health, and can be worked on without being picked again', async () => {
    const [sound, damaged] = [await makeImage('sound.vdi'), await makeImage('damaged.vdi')];
    await setCount(damaged, 3);
    await openImages(page, [sound, damaged], 'Check');
    for (const [image, verdict] of [
      ['sound.vdi', 'Sound'],
      ['damaged.vdi', 'Damaged'],
    ] as const) {
      await name(image).click();
      await panel().getByRole('button', { name: 'Check', exact: true }).click();
      await imageRow(page, image).getByText(verdict, { exact: true }).waitFor();
    }
    // What is remembered does not depend on the jobs that found it.
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('button', { name: 'Clear ended' }).click();
    await restart();

    expect(await names()).toEqual(['sound.vdi', 'damaged.vdi']);
    await imageRow(page, 'damaged.vdi').getByText('Damaged', { exact: true }).waitFor();
    await imageRow(page, 'sound.vdi').getByText('Sound', { exact: true }).waitFor();
    expect(await imageRow(page, 'sound.vdi').innerText()).toContain('64 MiB');
    await name('damaged.vdi').click();
    await panel().getByText('64 MiB (67,108,864 bytes)').waitFor();
    await page.getByRole('tab', { name: 'Check' }).click();
    await panel().getByRole('button', { name: 'Check', exact: true }).click();
    await panel().getByText('The image is damaged: 1 fault found.').waitFor();
  });

  test('are marked when they are missing, and found again where the person says', async () => {
    await makeImage('moved.vdi');
    await makeImage('gone.vdi');
    const other = qemuVariants.find(({ title }) => title === 'VMDK monolithicSparse');
    if (other) await makeWithQemu(other, folder.at('disk.img'), folder.at('other.vmdk'));
    await openImages(page, [folder.at('moved.vdi'), folder.at('gone.vdi')], 'Overview');
    await imageRow(page, 'gone.vdi').getByText('VDI ·').waitFor();
    await mkdir(folder.at('archive'));
    await rename(folder.at('moved.vdi'), folder.at('archive/renamed.vdi'));
    await rm(folder.at('gone.vdi'));
    await restart();

    for (const image of ['moved.vdi', 'gone.vdi'])
      await imageRow(page, image).getByText('Missing', { exact: true }).waitFor();
    await name('moved.vdi').click();
    await page.getByText('The file is not where it was').waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    const problems = await stateLooksOf(page, 'images-missing');
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.getByRole('button', { name: 'Locate…', exact: true }).click();
    await page.getByRole('option', { name: /^other.vmdk/ }).click();
    await page.getByRole('button', { name: 'Use this file' }).click();
    await page.getByText('is a VMDK image, but').first().waitFor();
    await imageRow(page, 'moved.vdi').getByRole('button', { name: 'Locate moved.vdi' }).click();
    await page.getByRole('option', { name: 'archive' }).dblclick();
    await page.getByRole('option', { name: /^renamed.vdi/ }).dblclick();
    await page.getByRole('heading', { name: 'renamed.vdi', level: 2 }).waitFor();
    await panel().getByText(folder.at('archive/renamed.vdi')).waitFor();

    await name('gone.vdi').click();
    await page.getByRole('button', { name: 'Remove from the list', exact: true }).click();
    expect(await names()).toEqual(['renamed.vdi']);
    await restart();
    await name('renamed.vdi').waitFor();
    expect([await names(), problems]).toEqual([['renamed.vdi'], []]);
  });

  test('are noticed to be gone, and to be back, when the person comes back to the window', async () => {
    const image = await makeImage('disk.vdi');
    await openImages(page, [image], 'Overview');
    await panel().getByText('64 MiB (67,108,864 bytes)').waitFor();
    await rename(image, folder.at('hidden.vdi'));
    const comeBack = () => page.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
    await comeBack();
    await imageRow(page, 'disk.vdi').getByText('Missing', { exact: true }).waitFor();
    await rename(folder.at('hidden.vdi'), image);
    await comeBack();
    await panel().getByText('64 MiB (67,108,864 bytes)').waitFor();
    await imageRow(page, 'disk.vdi').getByText('Not checked').waitFor();
  });

  test('that are damaged beyond opening are remembered, and what is no image is not', async () => {
    const image = await makeImage('broken.vdi');
    await truncate(image, 600);
    await writeFile(folder.at('letter.txt'), 'Dear reader');
    await paste(page, [image, folder.at('letter.txt')]);
    await imageRow(page, 'letter.txt').getByRole('button', { name: 'It is a raw disk image' }).waitFor();
    await restart();
    await imageRow(page, 'broken.vdi').getByText('Could not be opened').waitFor();
    expect(await names()).toEqual(['broken.vdi']);
  });

  test('are searched, sorted and removed with the keyboard alone', async () => {
    const image = await makeImage('web-01.vdi');
    const content = await readFile(image);
    const images = ['web-01', 'web-02', 'web-10', 'mail', 'build', 'db-1', 'db-2', 'files', 'router', 'old'];
    for (const one of images.slice(1)) await writeFile(folder.at(`${one}.vdi`), content);
    await openImages(
      page,
      images.map((one) => folder.at(`${one}.vdi`)),
      'Overview',
    );
    await imageRow(page, 'old.vdi').getByText('VDI ·').waitFor();
    const problems = await looksOf(page, 'images-list');
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.getByRole('searchbox').focus();
    await page.keyboard.type('web');
    await page.getByText('3 of 10').waitFor();
    expect(await names()).toEqual(['web-01.vdi', 'web-02.vdi', 'web-10.vdi']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await names()).toEqual(['web-10.vdi', 'web-02.vdi', 'web-01.vdi']);
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');

    await name('web-01.vdi').focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'web-02.vdi', level: 2 }).waitFor();
    await page.keyboard.press('Delete');
    await page.getByText('2 of 9').waitFor();
    // The next one as the list is shown, which is not the next that was opened.
    await page.getByRole('heading', { name: 'web-01.vdi', level: 2 }).waitFor();
    await focusIsOn('web-01.vdi');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab');

    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Escape');
    await expect.poll(names).toHaveLength(9);
    await page.keyboard.type('mail');
    await expect.poll(names).toEqual(['mail.vdi']);
    await page.getByRole('heading', { name: 'web-01.vdi', level: 2 }).waitFor();
    await tabTo(name('mail.vdi'));
    await tabTo(page.getByRole('button', { name: 'Remove mail.vdi from the list' }));
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No image matches “nothing like it”.').waitFor();
    await restart();
    await expect.poll(names).toEqual(images.filter((one) => one !== 'web-02').map((one) => `${one}.vdi`));
    expect(problems).toEqual([]);
  });

  test('are removed with the mouse too, which leaves the focus next to them, and come back with what is known of them', async () => {
    const [sound, damaged] = [await makeImage('sound.vdi'), await makeImage('damaged.vdi')];
    await setCount(damaged, 3);
    await openImages(page, [damaged, sound], 'Check');
    await panel().getByRole('button', { name: 'Check', exact: true }).click();
    await imageRow(page, 'damaged.vdi').getByText('Damaged', { exact: true }).waitFor();
    const remove = (text: string) => page.getByRole('button', { name: `Remove ${text} from the list` }).click();
    await remove('damaged.vdi');
    await page.getByRole('heading', { name: 'sound.vdi', level: 2 }).waitFor();
    await focusIsOn('sound.vdi');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await imageRow(page, 'damaged.vdi').getByText('Damaged', { exact: true }).waitFor();
    await focusIsOn('damaged.vdi');
    expect(await names()).toEqual(['damaged.vdi', 'sound.vdi']);

    await remove('sound.vdi');
    await remove('damaged.vdi');
    await page.getByText('No images yet').waitFor();
    await focusIsOn('Add files…');
  });

  test('are looked at again when the person asks, and are remembered once they are images', async () => {
    await writeFile(folder.at('disk.vdi'), 'Not written yet');
    await openImages(page, [folder.at('disk.vdi')], 'Overview');
    await imageRow(page, 'disk.vdi').getByText('Could not be opened').waitFor();
    await copyFile(await makeImage('other.vdi'), folder.at('disk.vdi'));
    await imageRow(page, 'disk.vdi').getByRole('button', { name: 'Look again at disk.vdi' }).press('Enter');
    await imageRow(page, 'disk.vdi').getByText('VDI ·').waitFor();
    await focusIsOn('disk.vdi');

    // A guest has damaged it since, which nothing tells Platter.
    await truncate(folder.at('disk.vdi'), 600);
    await page
      .getByRole('region', { name: 'disk.vdi' })
      .getByRole('button', { name: 'Look again at disk.vdi' })
      .click();
    await imageRow(page, 'disk.vdi').getByText('Could not be opened').waitFor();
    await restart();
    await imageRow(page, 'disk.vdi').getByText('Could not be opened').waitFor();
  });

  test('are sorted as the window speaks, not as the system does', async () => {
    // In Swedish, ä comes after z.
    await page.context().close();
    page = await window.open('Images', { locale: 'sv-SE' });
    await openImages(page, [await makeImage('zebra.vdi'), await makeImage('ärter.vdi')], 'Overview');
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect.poll(names).toEqual(['ärter.vdi', 'zebra.vdi']);
  });

  test('begin anew, with a notice, when their list cannot be read', async () => {
    const list = window.home.at('platter/library.json');
    await page.context().close();
    await writeFile(list, '{"version": 1, "ima');
    await window.restart();
    page = await window.openAgain('Images');
    await page.getByText('The list of images could not be read').waitFor();
    await page.getByText('No images yet').waitFor();
  });
});
