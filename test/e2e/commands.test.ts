import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { openImages, picture, sourceRow } from './actions.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { makeVdi, setCount } from './vdi-damage.ts';
import { ServedWindow } from './window.ts';

describe.skipIf(missing('chromium', 'qemu-img'))('commands', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;
  let image: string;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB);
    image = await makeVdi(folder.at('disk.img'), folder.at('web-server.vdi'));
    await setCount(image, 3);
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await window.open('Images', { reducedMotion: 'reduce' });
  });
  afterEach(async () => {
    await page.context().close();
    expect(window.trespasses).toEqual([]);
  });

  const dialog = () => page.getByRole('dialog');
  const palette = () => page.getByRole('dialog', { name: 'Search for commands and images' });
  const option = (name: string | RegExp) => page.getByRole('option', { name });
  const highlighted = () => page.locator('[role=option][data-highlighted]');

  /** The words of what has the focus; none while nothing has it. */
  const focused = () =>
    page.evaluate(() => {
      const { activeElement, body } = document;
      return activeElement === body ? '' : activeElement?.textContent.trim();
    });

  /** Opens the palette by its keys and types into it. */
  async function search(text: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await dialog().getByRole('textbox').waitFor();
    await page.keyboard.type(text);
  }

  /** Does what a command is called, by the keyboard alone. */
  async function command(text: string, title: string): Promise<void> {
    await search(text);
    await highlighted().filter({ hasText: title }).waitFor();
    await page.keyboard.press('Enter');
    await palette().waitFor({ state: 'detached' });
  }

  test('a page is opened by a few letters of its name, and the focus goes back to where it was', async () => {
    await page.getByRole('link', { name: 'Images', exact: true }).focus();
    await command('setings', 'Settings');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await focused()).toBe('Images');
    await page.getByRole('status').getByText('Settings – Platter').waitFor();

    await page.getByRole('link', { name: 'Images', exact: true }).click();
    await page.getByRole('button', { name: 'Add files…' }).focus();
    await command('jobs', 'Jobs');
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await expect.poll(focused).toBe('Jobs');
  });

  test('a page that is opened has the focus on its name, and its name in the title, and the first page leaves both to the person', async () => {
    expect([await focused(), await page.title()]).toEqual(['Images', 'Images – Platter']);
    await page.reload();
    await page.getByRole('heading', { name: 'Images', level: 1 }).waitFor();
    expect([await focused(), await page.title()]).toEqual(['', 'Images – Platter']);
    await page.getByRole('link', { name: 'Convert', exact: true }).press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect([await focused(), await page.title()]).toEqual(['Convert', 'Convert – Platter']);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.getElementById('main')?.contains(document.activeElement))).toBe(true);
    await page.goBack();
    await expect.poll(focused).toBe('Images');
  });

  test('an image is checked, repaired and converted by the keyboard alone', async () => {
    await openImages(page, [image], 'Overview');
    await command('check', 'Check');
    const panel = page.getByRole('tabpanel', { name: 'Check' });
    await panel.getByText('The image is damaged: 1 fault found.').waitFor();

    await command('fix', 'Repair…');
    await page.getByRole('dialog', { name: 'Repair web-server.vdi' }).getByText('1 place, 4 bytes').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });

    await command('convert this', 'Convert this image…');
    await page.getByRole('heading', { name: 'Convert', level: 1 }).waitFor();
    await sourceRow(page, 'web-server.vdi').waitFor();
  });

  test('what cannot be done now says why, and is not done', async () => {
    await search('compact');
    await option('Compact… Select an image first.').waitFor();
    await page.keyboard.press('Enter');
    expect(await dialog().count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('an opened image is found by its name from any page', async () => {
    await openImages(page, [image, folder.at('disk.img')], 'Overview');
    await page.getByRole('link', { name: 'Jobs' }).click();
    await command('web-serv', 'web-server.vdi');
    await page.getByRole('heading', { name: 'web-server.vdi', level: 2 }).waitFor();
  });

  test('a name that nothing has is said so', async () => {
    await search('zzzz');
    await dialog().getByText('Nothing is called “zzzz”.').waitFor();
  });

  test('what belongs to the desktop is not offered in a browser', async () => {
    await search('show in folder');
    await page.getByText('Nothing is called').waitFor();
  });

  test('keys do what they are for, say why not, and leave dialogs alone', async () => {
    await page.keyboard.press('Control+Enter');
    await page.getByText('Go to Convert first.').first().waitFor();

    await page.keyboard.press('Control+o');
    await page.getByRole('textbox', { name: 'Path' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByText('Close the open dialog first.').first().waitFor();
    expect(await page.getByPlaceholder('What do you want to do?').count()).toBe(0);
  });

  test('all shortcuts of this host are listed', async () => {
    await page.keyboard.press('Control+/');
    await dialog().getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    const lines = await dialog().getByRole('term').allInnerTexts();
    expect(lines).toContain('Open images…');
    expect(lines).not.toContain('Create an image…');
    await page.keyboard.press('Control+/');
    await dialog().waitFor({ state: 'detached' });
  });

  test('files can be dropped on every page, also while a dialog is open', async () => {
    const dragging = await page.context().newCDPSession(page);
    const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      dragging.send('Input.dispatchDragEvent', {
        type,
        x: 1200,
        y: 400,
        data: { items: [], files: [image], dragOperationsMask: 1 },
      });
    for (const name of ['Images', 'Create', 'Convert', 'Jobs', 'Settings']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.keyboard.press('Control+/');
      await dialog().waitFor();
      await drag('dragEnter');
      await drag('dragOver');
      await page.locator('[data-half=inspect][data-over=true]').waitFor();
      await picture(page, `drop-${name}`);
      await drag('drop');
      await page.getByRole('heading', { name: 'Images', level: 1, includeHidden: true }).waitFor();
      const picker = page.getByRole('textbox', { name: 'Search in this folder' });
      await expect.poll(() => picker.inputValue()).toBe('web-server.vdi');
      expect(await dialog().count()).toBe(1);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    }
  });

  test.each([320, 480, 640, 1280])('all pages and the search are in reach %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 400 });
    await picture(page, `navigation-${String(width)}`);
    const entries = [
      ...(await page.getByRole('navigation').getByRole('link').all()),
      page.getByRole('button', { name: 'Search…' }),
    ];
    expect(entries).toHaveLength(6);
    for (const entry of entries) {
      const box = await entry.boundingBox();
      expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? Infinity) <= width]).toEqual([true, true]);
    }
  });

  test('the palette and the list of shortcuts look right', async () => {
    const problems: string[] = [];
    await openImages(page, [image, folder.at('disk.img')], 'Overview');
    await page.getByRole('button', { name: 'Search…' }).click();
    await dialog().getByRole('textbox').waitFor();
    problems.push(...(await looksOf(page, 'palette')));
    await page.keyboard.type('repo');
    await option(/^Save the report/).waitFor();
    problems.push(...(await stateLooksOf(page, 'palette-reasons')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+/');
    problems.push(...(await looksOf(page, 'shortcuts')));
    // In the smallest window, where the list scrolls.
    await dialog().getByText('Full screen').scrollIntoViewIfNeeded();
    await picture(page, 'shortcuts-end');
    expect(
      await dialog()
        .getByRole('group')
        .evaluate((list) => list.scrollWidth - list.clientWidth),
    ).toBe(0);
    expect(problems).toEqual([]);
  });
});
