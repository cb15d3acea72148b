import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { picture } from './actions.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { ServedWindow } from './window.ts';

describe.skipIf(missing('chromium'))('settings in the window', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    await mkdir(folder.at('machines'));
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await window.open('Settings', { colorScheme: 'light' });
  });
  afterEach(async () => {
    await page.context().close();
    expect(window.trespasses).toEqual([]);
  });

  const saved = () => page.locator('[data-saved]').first().waitFor();
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark'));
  const chosenFolder = (name: string) => page.locator(`[data-folder=${name}]`);
  async function stored(): Promise<unknown> {
    return JSON.parse(await readFile(window.home.at('platter/settings.json'), 'utf8'));
  }
  async function choose(button: string): Promise<void> {
    await page.getByRole('button', { name: button }).click();
    const field = page.getByRole('textbox', { name: 'Path' });
    await page.getByRole('dialog').locator('p[aria-live]').filter({ hasText: '/' }).waitFor();
    await field.fill(folder.at('machines'));
    await field.press('Enter');
    await page.getByRole('dialog').getByText('There are no folders in this folder.').waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();
  }

  test('each is kept at once, and is there after a reload and after a restart', async () => {
    await page.getByRole('spinbutton', { name: 'Jobs at the same time' }).fill('3');
    await page.keyboard.press('Enter');
    await saved();
    await page.getByRole('switch', { name: 'Read every result back' }).click();
    await page.getByRole('slider', { name: /^Compression/ }).press('End');
    await page.getByText('Level 9').waitFor();
    await choose('Choose the folder for results');
    await expect.poll(() => chosenFolder('targetFolder').innerText()).toBe(folder.at('machines'));
    await expect.poll(stored).toMatchObject({
      version: 1,
      settings: { parallelJobs: 3, verify: false, compressionLevel: 9, targetFolder: folder.at('machines') },
    });

    await page.reload();
    await page.getByText('Level 9').waitFor();
    await page.context().close();
    await window.restart();
    page = await window.open('Settings');
    expect(await page.getByRole('spinbutton', { name: 'Jobs at the same time' }).inputValue()).toBe('3');
    expect(await page.getByRole('switch', { name: 'Read every result back' }).isChecked()).toBe(false);
    await page.getByText('Level 9').waitFor();
    await page.getByRole('button', { name: 'Clear the folder for results' }).click();
    await expect.poll(() => chosenFolder('targetFolder').innerText()).toBe('The folder of the source');
  });

  test('the folder for images is where the picker begins, and one that is gone does not keep it from opening', async () => {
    await choose('Choose the folder for images');
    await expect.poll(() => chosenFolder('imageFolder').innerText()).toBe(folder.at('machines'));
    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await page.getByRole('button', { name: 'Add files…' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Path' }).inputValue()).toBe(folder.at('machines'));
    await page.keyboard.press('Escape');

    await writeFile(folder.at('note.txt'), '');
    await using gone = await TempFolder.create();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Choose the folder for images' }).click();
    await page
      .getByRole('dialog')
      .locator('p[aria-live]')
      .filter({ hasText: folder.at('machines') })
      .waitFor();
    await page.getByRole('textbox', { name: 'Path' }).fill(gone.path);
    await page.getByRole('textbox', { name: 'Path' }).press('Enter');
    await page.getByRole('dialog').locator('p[aria-live]').filter({ hasText: gone.path }).waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();
    await expect.poll(() => chosenFolder('imageFolder').innerText()).toBe(gone.path);
    await gone[Symbol.asyncDispose]();
    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await page.getByRole('button', { name: 'Add files…' }).click();
    // The last folder that was shown.
    await page.getByRole('listbox', { name: 'Content of the folder' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Clear the folder for images' }).click();
    await expect.poll(() => chosenFolder('imageFolder').innerText()).toBe('The folder of the last time');
  });

  test('a setting that is changed twice is told twice to those who do not see it', async () => {
    const verify = page.getByRole('switch', { name: 'Read every result back' });
    const region = page.locator('[role=status][aria-relevant=additions]');
    // Each addition is said, whatever leaves the page meanwhile.
    await region.evaluate((element) => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const { textContent } of addedNodes) told.push(textContent ?? '');
      }).observe(element, { childList: true });
    });
    const told = () => page.evaluate(() => (globalThis as unknown as { readonly told: readonly string[] }).told);
    await verify.click();
    await expect.poll(told).toEqual(['Read every result back: saved']);
    await verify.click();
    await expect.poll(told).toEqual(['Read every result back: saved', 'Read every result back: saved']);
  });

  test('in a contrast theme, which has no backgrounds of ours, it is seen what is chosen', async () => {
    const colours = (scheme: 'light' | 'dark') =>
      page.emulateMedia({ forcedColors: 'active', colorScheme: scheme, reducedMotion: 'reduce' });
    const backgrounds = () =>
      page
        .getByRole('radiogroup')
        .first()
        .locator('label')
        .evaluateAll((labels) => labels.map((label) => getComputedStyle(label).backgroundColor));
    /** The colour that the system has for what is chosen. */
    const highlight = () =>
      page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement('span'));
        probe.style.setProperty('forced-color-adjust', 'none');
        probe.style.setProperty('background-color', 'Highlight');
        const { backgroundColor } = getComputedStyle(probe);
        probe.remove();
        return backgroundColor;
      });
    for (const scheme of ['light', 'dark'] as const) {
      await colours(scheme);
      const [chosen, ...others] = await backgrounds();
      expect([chosen, others.length]).toEqual([await highlight(), 2]);
      expect(others).not.toContain(chosen);
      await picture(page, `settings-contrast-${scheme}`);
    }
  });

  test('the theme changes at once, is there in the first picture of the next time, and follows the system again', async () => {
    expect(await isDark()).toBe(false);
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(isDark).toBe(true);
    await saved();

    // Noted when the first picture is about to be drawn, long before the settings have come.
    await page.addInitScript(() => {
      requestAnimationFrame(() => {
        document.documentElement.dataset.firstPicture = document.documentElement.className;
      });
    });
    await page.reload();
    await page.getByText(/^Version \d/).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.firstPicture)).toContain('dark');

    await page.getByRole('radio', { name: 'Like the system' }).first().check({ force: true });
    await expect.poll(isDark).toBe(false);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(isDark).toBe(true);
  });

  test('the language of the page is told to screen readers, and another window follows at once', async () => {
    const other = await window.open('Settings');
    const language = () => other.evaluate(() => document.documentElement.lang);
    expect(await language()).toBe('en');
    await page.getByText('Deutsch').click();
    await expect.poll(language).toBe('de');
    await page.getByText('English').click();
    await expect.poll(language).toBe('en');
    await other.context().close();
  });

  test('a damaged file of the settings is set aside and told, once as a notice and on the page', async () => {
    await page.context().close();
    await writeFile(window.home.at('platter/settings.json'), '{ no settings');
    await window.restart();
    page = await window.open('Convert', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('About the settings', { exact: true }).waitFor();
    const told = page.locator('[data-error-details]');
    await told.getByText('Details').click();
    await told.getByText('settings.damaged').waitFor();
    await told.getByRole('button', { name: 'Copy the code' }).click();
    await told.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[a-z-]+ \(settings\.damaged\)$/);
    expect(await stateLooksOf(page, 'notice-details')).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('link', { name: 'Settings' }).click();
    const notice = page.locator('[data-notice]');
    await notice.getByText('The settings could not be read (the file is not JSON)').waitFor();
    await notice.getByText('Details').click();
    await notice.getByText('settings.damaged').waitFor();
    expect(await page.getByRole('spinbutton', { name: 'Jobs at the same time' }).inputValue()).toBe('2');
    const close = page.getByRole('button', { name: 'Close' });
    await close.click();
    await expect.poll(() => close.count()).toBe(0);
    expect(await stateLooksOf(page, 'settings-damaged')).toEqual([]);

    await page.getByRole('switch', { name: 'Read every result back' }).click();
    await expect.poll(() => notice.count()).toBe(0);
  });

  test('several notices stand one below the other, also when one of them is opened', async () => {
    const file = window.home.at('platter/settings.json');
    const notices = page.getByRole('listitem').filter({ has: page.locator('[data-error-details]') });
    const change = async (expected: number) => {
      await page.getByRole('switch', { name: 'Read every result back' }).click();
      await expect.poll(() => notices.count()).toBe(expected);
    };
    // A folder in the place of the file: nothing can be kept. Then a file that cannot be read.
    await rm(file);
    await mkdir(file);
    await change(1);
    await rm(file, { recursive: true });
    await writeFile(file, '{ no settings');
    await change(2);
    await notices.last().hover();
    const opened = notices.last().locator('[data-error-details]');
    await opened.getByText('Details').click();
    await opened.getByRole('button', { name: 'Copy the code' }).waitFor();
    const edges = async () => {
      const [older, newer] = await Promise.all([notices.first().boundingBox(), notices.last().boundingBox()]);
      return { end: (newer?.y ?? NaN) + (newer?.height ?? NaN), next: older?.y ?? NaN };
    };
    await expect.poll(async () => (await edges()).next - (await edges()).end).toBeGreaterThanOrEqual(8);
    expect(await stateLooksOf(page, 'several-notices')).toEqual([]);
  });

  test('the page is free of accessibility problems, in both themes and at 200 % zoom', async () => {
    await page.getByText('Like the system').last().click();
    await choose('Choose the folder for results');
    await expect.poll(() => chosenFolder('targetFolder').innerText()).toBe(folder.at('machines'));
    expect(await looksOf(page, 'settings')).toEqual([]);
  });
});
