import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '#main/core/operations/save-report.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { blankFile, run, runWithInput } from '#test/core/guest/tools.ts';
import { checkReport, conversionReport } from '#test/operations/report-samples.ts';
import { missing } from '#test/support/need.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { imageRow, paste } from './actions.ts';
import { makeVdi, setCount } from './vdi-damage.ts';
import { english, german } from './window-texts.ts';
import { ServedWindow } from './window.ts';

/** Markup that says so in the title of the page when it runs, and that leaves elements behind where it is taken for markup. */
const markup = '<img src=x onerror="document.title=`owned`"><b data-owned>&lt;';
/** A script that no page of ours has, as a folder: a name may hold no slash. */
const folderName = '"><script data-owned>document.title=`owned`<';

/** The name of a GPT partition has 36 letters, a label of ext 16, a description in a VMDK as many as it likes. */
const partitionName = '<img src=x onerror=alert(1)>';
const label = '<b data-owned>';

describe.skipIf(missing('chromium', 'qemu-img', 'mkfs.ext4', 'sfdisk'))('names that are markup', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  const at = (name: string) => path.join(folder.path, folderName, name);
  const images = {
    sound: `${markup}.vdi`,
    broken: `broken ${markup}.vdi`,
    text: `text ${markup}.vmdk`,
    raw: `${markup}.img`,
  };

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    await mkdir(path.join(folder.path, folderName));
    await makeSampleDisk(folder.at('disk.img'), 8 * MiB, [{ start: MiB, length: 2 * MiB }]);
    await makeVdi(folder.at('disk.img'), folder.at('sound.vdi'));
    await makeVdi(folder.at('disk.img'), at(images.sound));
    await makeVdi(folder.at('disk.img'), at(images.broken));
    await setCount(at(images.broken), 3);
    await writeComment(at(images.sound));
    await makeHostileDescriptor();
    await makeHostileGuest();
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  afterEach(() => {
    // Violations of the content security policy are messages of the console.
    expect(window.trespasses).toEqual([]);
  });

  /** The comment field of a VDI, 256 bytes at offset 84. */
  async function writeComment(file: string): Promise<void> {
    const handle = await open(file, 'r+');
    await handle.write(Buffer.from(markup), 0, markup.length, 84);
    await handle.close();
  }

  async function makeHostileDescriptor(): Promise<void> {
    const quoted = markup.replaceAll('"', '`');
    const lines = [
      '# Disk DescriptorFile',
      'version=1',
      'CID=fffffffe',
      'parentCID=ffffffff',
      'createType="monolithicFlat"',
      `RW 2048 FLAT "${quoted}-flat.vmdk" 0`,
      `ddb.comment = "${quoted}"`,
      'ddb.toolsVersion = "<script data-owned>"',
    ];
    await writeFile(at(images.text), `${lines.join('\n')}\n`);
    await writeFile(at(`${quoted}-flat.vmdk`), Buffer.alloc(MiB));
  }

  async function makeHostileGuest(): Promise<void> {
    await blankFile(at(images.raw), 24 * MiB);
    const table = `label: gpt\nstart=2048, size=32768, type=L, name="${partitionName}"\n`;
    await runWithInput(table, 'sfdisk', '--quiet', at(images.raw));
    await run(
      'mkfs.ext4',
      '-q',
      '-F',
      '-E',
      'offset=1048576',
      '-L',
      label,
      at(images.raw),
      `${String((16 * MiB) / KiB)}k`,
    );
  }

  /** Nothing was taken for markup, and what could be seen was seen as it is written. */
  async function expectText(page: Page, shown: string): Promise<void> {
    await page.getByText(shown, { exact: false }).first().waitFor();
    const found = await page.evaluate(() => ({
      owned: document.querySelectorAll('[data-owned], img[src="x"], script:not([src])').length,
      title: document.title,
    }));
    expect(found.owned).toBe(0);
    expect(found.title).not.toContain('owned`<');
    expect(found.title).not.toBe('owned');
  }

  test('are text in every report that is saved', async () => {
    const target = await TempFolder.create();
    const check = await checkReport(at(images.broken));
    const conversion = await conversionReport(
      new TempFolder(path.join(folder.path, folderName)),
      images.raw.replace('.img', '-2.img'),
    );
    for (const [name, report] of [
      ['check', check],
      ['conversion', conversion],
    ] as const)
      await writeReport(report, { kind: 'html', path: target.at(`${name}.html`) });
    expect(await readdir(target.path)).toEqual(['check.html', 'conversion.html']);
    const page = await window.open('Images');
    const said: string[] = [];
    for (const name of await readdir(target.path)) {
      const saved = await page.context().newPage();
      saved.on('console', (message) => said.push(message.text()));
      saved.on('pageerror', ({ message }) => said.push(message));
      await saved.goto(pathToFileURL(target.at(name)).href);
      await expectText(saved, markup);
    }
    expect(said).toEqual([]);
    await target[Symbol.asyncDispose]();
  });

  test.each([
    ['English', 'en', english],
    ['German', 'de', german],
  ] as const)(
    'are text on every page in %s, and in what is saved',
    async (_, locale, words) => {
      const page = await window.openAgain('Settings', { reducedMotion: 'reduce', locale: 'en' });
      await page.getByText(english.settings.appearance.language.choices[locale], { exact: true }).click();
      await page.getByRole('heading', { name: words.settings.title, level: 1 }).waitFor();
      const goTo = (name: keyof typeof words.shell.pages) =>
        page.getByRole('link', { name: words.shell.pages[name], exact: true }).click();

      await goTo('images');
      await paste(page, [images.sound, images.broken, images.text, images.raw].map(at));
      await imageRow(page, images.sound).waitFor();
      await imageRow(page, images.raw).getByRole('button', { name: images.raw, exact: true }).click();
      // Once it was said what the raw image is, the list knows it.
      if (locale === 'en') await page.getByRole('button', { name: words.images.itIsRaw, exact: true }).click();
      for (const name of Object.values(images)) {
        await imageRow(page, name).getByRole('button', { name, exact: true }).click();
        for (const tab of Object.values(words.images.tabs)) {
          const control = page.getByRole('tab', { name: tab, exact: true });
          if (!(await control.isVisible()) || !(await control.isEnabled())) continue;
          await control.click();
          await page.getByRole('tabpanel', { name: tab }).waitFor();
          await expectText(page, name);
        }
      }

      await goTo('convert');
      await paste(page, [images.sound, images.text].map(at));
      await expectText(page, images.sound);
      await page.getByRole('button', { name: words.convert.convert(2), exact: true }).click();
      await goTo('jobs');
      await page.locator('[data-job=succeeded]').nth(1).waitFor();
      await expectText(page, markup);
      await goTo('create');
      await expectText(page, words.create.question.product);
      await page.context().close();
    },
    240_000,
  );
});
