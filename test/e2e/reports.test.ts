import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '#main/core/operations/save-report.ts';
import type { Report } from '#main/core/report/report.ts';
import { MiB } from '#shared/model/bytes.ts';
import {
  checkReport,
  compactionReports,
  conversionReport,
  makeDamagedVdi,
  makeGuestDisk,
  makeSoundVdi,
  repairReports,
  salvageReport,
} from '#test/operations/report-samples.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, picture, saveUnder } from './actions.ts';
import { SecondConnection } from './api.ts';
import { makeVdi, setCount } from './vdi-damage.ts';
import { ServedWindow } from './window.ts';

const themes = ['light', 'dark'] as const;

describe.skipIf(missing('chromium', 'mkfs.ext4', 'sfdisk'))('a saved report in a browser', () => {
  let browser: Browser;
  let folder: TempFolder;
  /** Each report by the name of its picture. */
  let reports: ReadonlyMap<string, Report>;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await TempFolder.create();
    reports = await makeReports();
  });
  afterAll(async () => {
    await browser.close();
    await folder[Symbol.asyncDispose]();
  });

  async function makeReports(): Promise<ReadonlyMap<string, Report>> {
    const damaged = await makeDamagedVdi(folder, 'web-server.vdi');
    const list: [string, Report | undefined][] = [
      ['check', await checkReport(damaged)],
      ['check-sound', await checkReport(await makeSoundVdi(folder, 'build-agent.vdi'))],
      ['conversion', await conversionReport(folder, 'scratch.img')],
      ['salvage', await salvageReport(damaged)],
    ];
    const [previewed, repaired, undone] = await repairReports(damaged);
    list.push(['repair-preview', previewed], ['repair', repaired], ['repair-undo', undone]);
    const [forecast, compacted] = await compactionReports(await makeGuestDisk(folder, 'legacy.img', 'root'));
    list.push(['compaction-preview', forecast], ['compaction', compacted]);
    return new Map(list.flatMap(([name, report]) => (report ? [[name, report] as const] : [])));
  }

  /** Saves a report and opens the file without a network. Whatever the page says or asks for is noted. */
  async function open(name: string, noted: string[]): Promise<Page> {
    const report = reports.get(name);
    if (!report) throw new Error(`There is no report ${name}`);
    const file = path.join(folder.path, `${name}.html`);
    await writeReport(report, { kind: 'html', path: file });
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, offline: true });
    const page = await context.newPage();
    page.on('console', (message) => noted.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => noted.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== url) noted.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  test.each([
    'check',
    'check-sound',
    'repair-preview',
    'repair',
    'repair-undo',
    'compaction-preview',
    'compaction',
    'conversion',
    'salvage',
  ])(
    '%s: nothing is asked for, nothing is wrong for axe, nothing is too wide, light, dark, zoomed and printed',
    async (name) => {
      const noted: string[] = [];
      const page = await open(name, noted);
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1000, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (tooWide > 0) noted.push(`${colorScheme}, ${width}: ${tooWide} pixels too wide`);
          noted.push(...(await accessibilityProblems(page)));
          const { scrollHeight } = await page.evaluate(() => ({ scrollHeight: document.documentElement.scrollHeight }));
          await page.setViewportSize({ width, height: scrollHeight });
          await picture(page, `report-${name}-${colorScheme}-${width}`);
        }
      }
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.setViewportSize({ width: 700, height: 990 });
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
      await picture(page, `report-${name}-print`);
      expect(noted).toEqual([]);
      await page.context().close();
    },
  );

  test('what is folded away opens with the keyboard', async () => {
    const page = await open('check', []);
    const last = page.locator('details tbody tr').last();
    expect(await last.isVisible()).toBe(false);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await last.isVisible()).toBe(true);
    await page.context().close();
  });

  test('a script that found its way into a report would not run', async () => {
    const noted: string[] = [];
    const page = await open('check-sound', noted);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "ran"';
      document.body.append(script);
      return document.title === 'ran';
    });
    expect(ran).toBe(false);
    expect(noted.join()).toContain('Content Security Policy');
    await page.context().close();
  });
});

describe.skipIf(missing('chromium', 'qemu-img'))('a report in the window', () => {
  test('of a repair and of a compaction is opened, and saved as a page and as data', async () => {
    await using window = await ServedWindow.start();
    await using folder = await TempFolder.create();
    await makeSampleDisk(folder.at('disk.img'), 8 * MiB);
    const image = await makeVdi(folder.at('disk.img'), folder.at('web-server.vdi'));
    await setCount(image, 3);
    await qemuImg('create', '-q', '-f', 'vdi', folder.at('mail.vdi'), '8M');
    await promisify(execFile)('qemu-io', [
      '-f',
      'vdi',
      '-c',
      'write -q -z 0 1M',
      '-c',
      'write -q 1M 1M',
      folder.at('mail.vdi'),
    ]);
    const page = await window.open('Jobs', { reducedMotion: 'reduce' });
    await using connection = await SecondConnection.to(window);
    const { maintain, shell } = connection.api;
    await shell.grant({ paths: [folder.path] });
    await maintain.repair({ path: image, kind: 'lossless' });
    await maintain.compact({ path: folder.at('mail.vdi') });

    const report = page.getByRole('dialog').filter({ hasText: 'Save report' });
    for (const [name, kind, says] of [
      ['web-server.vdi', 'Repair', 'What was changed'],
      ['mail.vdi', 'Compaction', 'given back'],
    ] as const) {
      await page.getByRole('button', { name: `Show report on ${name}` }).click();
      await page
        .getByRole('dialog', { name: `${kind} of ${name}` })
        .getByText(says)
        .first()
        .waitFor();
      for (const [choice, ending] of [
        ['As a web page (HTML)', 'html'],
        ['As data (JSON)', 'json'],
      ] as const) {
        await report.getByRole('button', { name: `Save report on ${name}` }).click();
        await page.getByRole('menuitem', { name: choice }).click();
        await page.getByRole('option', { name: /^mail.vdi / }).waitFor();
        await saveUnder(page, `${name}.${ending}`);
        await expect.poll(() => folder.names()).toContain(`${name}.${ending}`);
      }
      expect(await readFile(folder.at(`${name}.html`), 'utf8')).toContain(`${kind}</p><h1><bdi>${name}</bdi>`);
      await report.getByRole('button', { name: 'Close' }).first().click();
    }
    const dataOf = async (name: string) => JSON.parse(await readFile(folder.at(`${name}.json`), 'utf8')) as unknown;
    expect(await dataOf('web-server.vdi')).toMatchObject({ path: image, repaired: [{ code: 'vdi.count-low' }] });
    expect(await dataOf('mail.vdi')).toMatchObject({ path: folder.at('mail.vdi'), isPreview: false, reclaimed: MiB });
    expect(window.trespasses).toEqual([]);
  }, 120_000);
});
