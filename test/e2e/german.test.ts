import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { imageRow, paste, picture } from './actions.ts';
import { looksOf } from './looks.ts';
import { writePastJobs } from './past-jobs.ts';
import { makeVdi, setCount } from './vdi-damage.ts';
import { foundIn, visibleWords, wordsOnlyIn } from './visible-words.ts';
import { english, german } from './window-texts.ts';
import { ServedWindow } from './window.ts';

const { commands, convert, create, files, images, inside, jobs, map, settings, shell } = german;
const foreign = wordsOnlyIn(english, german);

describe.skipIf(missing('chromium', 'qemu-img'))('the window in German', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  beforeAll(async () => {
    window = await ServedWindow.start();
    await writePastJobs(window.home.path, 0);
    await window.restart();
    folder = await TempFolder.create();
    await makeSampleDisk(folder.at('disk.img'), 64 * MiB, [{ start: 3 * MiB, length: 9 * MiB }]);
    await makeVdi(folder.at('disk.img'), folder.at('web-server.vdi'));
    await makeVdi(folder.at('disk.img'), folder.at('broken.vdi'));
    await setCount(folder.at('broken.vdi'), 3);
    const stream = qemuVariants.find(({ title }) => title === 'VMDK streamOptimized');
    if (stream) await makeWithQemu(stream, folder.at('disk.img'), folder.at('build-agent.vmdk'));
    page = await window.open('Settings', { reducedMotion: 'reduce' });
    await page.getByText(settings.appearance.language.choices.de, { exact: true }).click();
    await page.getByRole('heading', { name: settings.title, level: 1 }).waitFor();
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await page.keyboard.press('Escape');
    expect(window.trespasses).toEqual([]);
  });

  const goTo = async (name: keyof typeof shell.pages) => {
    await page.getByRole('link', { name: shell.pages[name], exact: true }).click();
  };
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const dialog = () => page.getByRole('dialog');
  /** Closes what is open above the page. */
  async function close(): Promise<void> {
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  }
  /** Looks at the page in all its sizes, and leaves it in the usual one. */
  async function expectGoodLooks(name: string): Promise<void> {
    expect(await looksOf(page, `german-${name}`)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  async function expectGerman(): Promise<void> {
    expect(foundIn(await visibleWords(page), foreign)).toEqual([]);
  }

  test('settings speak German as soon as it is chosen, and so does the page itself to screen readers', async () => {
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await expectGerman();
    await expectGoodLooks('settings');
  });

  test('jobs that have ended tell in German how', async () => {
    await goTo('jobs');
    await page.locator('[data-job=interrupted]').first().waitFor();
    await expectGerman();
    await expectGoodLooks('jobs');
    await press(jobs.showReportOf('web-server.vdi'));
    await dialog().waitFor();
    await expectGerman();
    await close();
  });

  test('images are shown, checked, measured and taken apart in German', async () => {
    await goTo('images');
    await expectGerman();
    await paste(
      page,
      ['web-server.vdi', 'build-agent.vmdk', 'broken.vdi'].map((name) => folder.at(name)),
    );
    await imageRow(page, 'broken.vdi').getByText('64 MiB', { exact: true }).waitFor();
    await imageRow(page, 'broken.vdi').getByRole('button', { name: 'broken.vdi', exact: true }).click();
    for (const tab of Object.values(images.tabs)) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      await page.getByText(map.looking).or(page.getByText(inside.looking)).waitFor({ state: 'hidden' });
      await expectGerman();
    }
    await page.getByRole('tab', { name: images.tabs.check, exact: true }).click();
    await page.getByRole('tabpanel').getByRole('button', { name: images.check.run, exact: true }).click();
    await press(images.check.repair);
    await dialog().locator('[data-steps]').waitFor();
    await expectGerman();
    await close();
    await page.getByRole('tab', { name: images.tabs.overview, exact: true }).click();
    await expectGoodLooks('images');
  });

  test('conversions are set up in German, in the list and in its details', async () => {
    await goTo('convert');
    await expectGerman();
    await paste(
      page,
      ['web-server.vdi', 'build-agent.vmdk'].map((name) => folder.at(name)),
    );
    await page.getByRole('button', { name: convert.convert(2), exact: true }).waitFor();
    await expectGoodLooks('convert');
    await page.locator('summary').first().click();
    await expectGerman();

    await press(convert.addFiles);
    await dialog().getByRole('textbox', { name: files.path }).waitFor();
    await expectGerman();
    await close();
  });

  test('each step of the wizard asks in German', async () => {
    await goTo('create');
    await page.getByRole('heading', { name: create.question.product }).waitFor();
    await expectGerman();
    await expectGoodLooks('create');
    await page.getByRole('radio').first().check({ force: true });
    await press(create.next);
    for (const step of ['storage', 'size', 'place'] as const) {
      await page.getByRole('heading', { name: create.question[step] }).waitFor();
      await expectGerman();
      await picture(page, `german-create-${step}`);
      if (step !== 'place') await press(create.next);
    }
  });

  test('the palette and the list of keys name everything in German, and find it by German words', async () => {
    await page.keyboard.press('Control+k');
    await dialog().getByRole('textbox').waitFor();
    await expectGerman();
    await picture(page, 'german-palette');
    await page.keyboard.type('tastatur');
    await page
      .locator('[role=option][data-highlighted]')
      .filter({ hasText: commands.titles['show-shortcuts'] })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: commands.shortcuts.title }).waitFor();
    await expectGerman();
    await close();
  });

  test('a browser that prefers German gets it where nothing else was chosen', async () => {
    await goTo('settings');
    await page.getByText(settings.appearance.language.choices.system, { exact: true }).last().click();
    await page.getByRole('heading', { name: english.settings.title, level: 1 }).waitFor();
    // What is looked for above is found where it stands.
    expect(foundIn(await visibleWords(page), foreign)).toContain(english.settings.subtitle);
    await using browser = await launchChromium();
    const other = await browser.newPage({ locale: 'de-AT' });
    await other.goto(window.url);
    await other.getByRole('link', { name: shell.pages.settings, exact: true }).waitFor();
    expect(await other.evaluate(() => document.documentElement.lang)).toBe('de');
  });
});
