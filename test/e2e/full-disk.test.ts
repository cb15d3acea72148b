import { rm, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';
import { accessibilityProblems, jobCard, picture } from './actions.ts';
import { SecondConnection } from './api.ts';
import { ServedWindow } from './window.ts';

const patience = { timeout: 30_000 };
const skipped = noTinyDisk === undefined ? '' : ` (skipped: ${noTinyDisk})`;

describe.skipIf(missing('chromium') || noTinyDisk)(`a disk that becomes full${skipped}`, () => {
  let window: ServedWindow;
  let sources: TempFolder;
  let disk: TempFolder;
  let page: Page;

  beforeAll(async () => {
    window = await ServedWindow.start();
    sources = await TempFolder.create();
    await sparseImage(sources.at('source.img'), { size: 64 * MiB, data: 12 * MiB });
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await sources[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    disk = await tinyDisk(20 * MiB);
    // How far a stream shrinks nobody knows, so a conversion into one takes its chance.
    await writeFile(disk.at('other'), new Uint8Array(16 * MiB));
    page = await window.open('Jobs');
    await using connection = await SecondConnection.to(window);
    await connection.api.shell.grant({ paths: [sources.at('source.img'), disk.path] });
    const source = { source: sources.at('source.img'), sourceFormat: 'raw' };
    await connection.api.convert.start({ ...source, target: disk.at('disk.vmdk'), variant: 'streamOptimized' });
    await page.locator('[data-job=paused]').getByText('is full, so the job waits.').waitFor(patience);
  });
  afterEach(async () => {
    await page.context().close();
    await disk[Symbol.asyncDispose]();
    expect(window.trespasses).toEqual([]);
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  test('pauses the job, which says what to do, gives its place, and goes on to its end once there is room', async () => {
    const card = jobCard(page, 'disk.vmdk');
    await card.getByText('Free some space there, then resume it.').waitFor();
    await page.getByText('0 of 2 places taken').waitFor();
    expect(await page.getByRole('status').allInnerTexts()).toContainEqual(expect.stringContaining('is full'));
    const badge = page.getByRole('link', { name: /^Jobs/ });
    await badge.getByText('one needs you').waitFor();
    await picture(page, 'jobs-full-disk-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'jobs-full-disk-dark');
    expect(await accessibilityProblems(page, 'colours')).toEqual([]);

    await rm(disk.at('other'));
    await press('Resume disk.vmdk');
    await card.and(page.locator('[data-job=succeeded]')).waitFor(patience);
    await card.getByText('Verified by reading back').waitFor();
    expect(await disk.names()).toEqual(['disk.vmdk']);
    expect(await badge.getByText('needs you').count()).toBe(0);
  });

  test('pauses it again when it is resumed without room, and a cancel leaves nothing', async () => {
    const card = jobCard(page, 'disk.vmdk').and(page.locator('[data-job=paused]'));
    await press('Resume disk.vmdk');
    await card.getByText('is full, so the job waits.').waitFor(patience);
    await press('Cancel disk.vmdk');
    await page.getByText('Nothing was left behind').waitFor(patience);
    expect(await disk.names()).toEqual(['other']);
  });
});
