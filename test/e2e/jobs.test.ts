import { readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { jobCard, saveUnder } from './actions.ts';
import { SecondConnection } from './api.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { writePastJobs } from './past-jobs.ts';
import { ServedWindow } from './window.ts';

const patience = { timeout: 30_000 };

describe.skipIf(missing('chromium'))('jobs in the window', () => {
  let window: ServedWindow;
  let sources: TempFolder;
  let folder: TempFolder;
  let page: Page;

  beforeAll(async () => {
    window = await ServedWindow.start();
    sources = await TempFolder.create();
    await makeSampleDisk(sources.at('large.img'), 2 * GiB, [{ start: 0, length: 900 * MiB }]);
    await makeSampleDisk(sources.at('small.img'), 8 * MiB);
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await sources[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await TempFolder.create();
    page = await window.open('Jobs');
  });
  afterEach(async () => {
    await page.context().close();
    await using connection = await SecondConnection.to(window);
    for await (const jobs of connection.api.jobs.watch({})) {
      const active = jobs.filter(({ endedAt }) => endedAt === undefined);
      if (active.length === 0) {
        await Promise.all(jobs.map(({ id }) => connection.api.jobs.dismiss({ id })));
        break;
      }
      await Promise.all(active.map(({ id }) => connection.api.jobs.cancel({ id })));
    }
    await connection.api.settings.change({ parallelJobs: 2 });
    await folder[Symbol.asyncDispose]();
    expect(window.trespasses).toEqual([]);
  });

  /** Starts conversions as another window would; large ones take a good while. */
  async function convert(source: 'large.img' | 'small.img' | 'late.img', ...names: readonly string[]): Promise<void> {
    await using connection = await SecondConnection.to(window);
    const from = source === 'late.img' ? folder : sources;
    await connection.api.shell.grant({ paths: [from.at(source), folder.path] });
    for (const name of names) {
      const variant = source === 'large.img' ? { variant: 'streamOptimized' } : {};
      const input = { source: from.at(source), sourceFormat: 'raw', target: folder.at(name), ...variant };
      await connection.api.convert.start(input);
    }
  }

  /** All that is in the history on the disk. */
  async function remembered(): Promise<string> {
    const history = window.home.at('platter/jobs');
    const files = await readdir(history);
    return (await Promise.all(files.map((name) => readFile(path.join(history, name), 'utf8')))).join('\n');
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const cards = (state: string) => page.locator(`[data-job=${state}]`);
  const targetsOf = async (list: Locator) =>
    (await list.getByRole('heading').allInnerTexts()).map((heading) => heading.split(' ').at(-1));
  /** What has the focus, by its name, its words or its id. */
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.ariaLabel ?? (element?.id === 'main' ? 'main' : element?.textContent.trim());
    });
  const done = (card: Locator) =>
    card
      .getByRole('progressbar')
      .getAttribute('aria-valuenow')
      .then((value) => Number(value));

  test('a running job is paused, resumed and cancelled, and leaves nothing behind', async () => {
    await convert('large.img', 'large.vmdk');
    const card = jobCard(page, 'large.vmdk');
    await expect.poll(() => done(card), patience).toBeGreaterThan(0);
    await card.getByText('/s').waitFor();

    await press('Pause large.vmdk');
    await cards('paused').getByText('Paused', { exact: true }).waitFor();
    const reached = await done(card);
    expect(await card.getByText('/s').count()).toBe(0);
    await page.getByText('One paused.').waitFor();
    await page.getByText('0 of 2 places taken').waitFor();

    await press('Resume large.vmdk');
    await cards('running').waitFor();
    await page.getByText('1 of 2 places taken').waitFor();
    await expect.poll(() => done(card), patience).toBeGreaterThan(reached);

    await press('Cancel large.vmdk');
    await card.getByText('Nothing was left behind').waitFor();
    expect(await folder.names()).toEqual([]);
  });

  test('with one place, what waits is put into another order, by the keyboard, and runs in that order', async () => {
    await convert('large.img', 'large.vmdk');
    await page.getByRole('spinbutton', { name: 'At the same time' }).fill('1');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 places taken').waitFor();
    await convert('small.img', 'a.vdi', 'b.vdi', 'c.vdi');
    await expect.poll(() => targetsOf(cards('queued'))).toEqual(['a.vdi', 'b.vdi', 'c.vdi']);
    expect(await page.getByRole('button', { name: 'Start a.vdi earlier' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Start c.vdi later' }).isDisabled()).toBe(true);

    await page.getByRole('button', { name: 'Start c.vdi earlier' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => targetsOf(cards('queued'))).toEqual(['a.vdi', 'c.vdi', 'b.vdi']);
    await page.keyboard.press('Enter');
    await expect.poll(() => targetsOf(cards('queued'))).toEqual(['c.vdi', 'a.vdi', 'b.vdi']);
    // At the top it can go no further up, and the focus stays in the card.
    await expect.poll(focused).toBe('Start c.vdi later');
    await press('Start a.vdi later');
    await expect.poll(() => targetsOf(cards('queued'))).toEqual(['c.vdi', 'b.vdi', 'a.vdi']);

    await press('Cancel large.vmdk');
    await expect.poll(() => cards('succeeded').count(), patience).toBe(3);
    expect(await targetsOf(cards('succeeded'))).toEqual(['a.vdi', 'b.vdi', 'c.vdi']);
  });

  test('pausing all holds back what waits, too, and resuming all lets everything go on', async () => {
    await convert('large.img', 'one.vmdk', 'two.vmdk');
    await convert('small.img', 'next.vdi');
    await jobCard(page, 'next.vdi').getByText('starts when a place is free').waitFor();
    await press('Pause all');
    await expect.poll(() => cards('paused').count()).toBe(2);
    await jobCard(page, 'next.vdi').getByText('Held back until it is resumed').waitFor();
    await page.getByText('Three paused.').waitFor();
    expect(await page.getByRole('button', { name: 'Pause all' }).count()).toBe(0);

    await press('Resume next.vdi');
    await jobCard(page, 'next.vdi').and(cards('succeeded')).waitFor();
    await press('Resume all');
    await expect.poll(() => cards('running').count()).toBe(2);
  });

  test('what is cancelled, cleared or tried again hands the focus on to the next of its kind, and at last to the page', async () => {
    const at = (name: string) => page.getByRole('button', { name, exact: true });
    const pressHere = async (name: string, then: string) => {
      await at(name).focus();
      await page.keyboard.press('Enter');
      await expect.poll(focused).toBe(then);
    };
    await convert('large.img', 'one.vmdk', 'two.vmdk', 'three.vmdk', 'four.vmdk');
    await expect.poll(() => cards('queued').count()).toBe(2);
    await pressHere('Hold back three.vmdk', 'Resume three.vmdk');
    await jobCard(page, 'three.vmdk').getByText('Held back until it is resumed').waitFor();
    await pressHere('Resume three.vmdk', 'Hold back three.vmdk');
    await pressHere('Pause all', 'Resume all');
    await pressHere('Resume all', 'Pause all');
    await expect.poll(() => cards('running').count()).toBe(2);

    await pressHere('Cancel three.vmdk', 'Cancel four.vmdk');
    await pressHere('Cancel four.vmdk', 'main');
    await pressHere('Cancel one.vmdk', 'Cancel two.vmdk');
    await pressHere('Cancel two.vmdk', 'main');
    await expect.poll(() => cards('cancelled').count()).toBe(4);

    const [first = '', second = ''] = await targetsOf(cards('cancelled'));
    await pressHere(`Remove ${first} from the list`, `Remove ${second} from the list`);
    await pressHere('Clear ended', 'main');
    await page.getByText('No jobs yet').waitFor();

    await convert('late.img', 'a.vdi', 'b.vdi');
    await expect.poll(() => cards('failed').count()).toBe(2);
    const [latest = '', earlier = ''] = await targetsOf(cards('failed'));
    await pressHere(`Try again: ${latest}`, `Try again: ${earlier}`);
  });

  test('a job that begins by itself keeps the focus on its button, and one that ends by itself hands none on', async () => {
    await convert('large.img', 'one.vmdk', 'two.vmdk');
    await convert('small.img', 'a.vdi', 'b.vdi');
    await page.getByRole('button', { name: 'Cancel a.vdi' }).focus();
    await using connection = await SecondConnection.to(window);
    for await (const jobs of connection.api.jobs.watch({})) {
      const one = jobs.find(({ input }) => (input as { target: string }).target === folder.at('one.vmdk'));
      await connection.api.jobs.cancel({ id: one?.id ?? '' });
      break;
    }
    await jobCard(page, 'a.vdi').and(cards('succeeded')).waitFor();
    // Not on Cancel of the job that came after it.
    expect(await focused()).toMatch(/^(Under way|Waiting)|^main$/);
  });

  test('a paused job whose place is taken says that it goes on when one is free', async () => {
    await convert('large.img', 'one.vmdk', 'two.vmdk', 'three.vmdk');
    await press('Pause one.vmdk');
    await expect.poll(() => cards('running').count()).toBe(2);
    await press('Resume one.vmdk');
    await jobCard(page, 'one.vmdk').getByText('goes on when a place is free').waitFor();
    await press('Cancel two.vmdk');
    await jobCard(page, 'one.vmdk').and(cards('running')).waitFor();
  });

  test('a job that failed is tried again once its cause is removed', async () => {
    await makeSampleDisk(folder.at('away.img'), 8 * MiB);
    await convert('late.img', 'late.vdi');
    const card = jobCard(page, 'late.vdi');
    await card.and(cards('failed')).waitFor();
    await card.getByText('Details').click();
    await card.getByText('file.missing').waitFor();
    await rename(folder.at('away.img'), folder.at('late.img'));

    await press('Try again: late.vdi');
    await card.getByText('Verified by reading back').waitFor();
    // What failed has given way to what succeeded.
    expect(await card.count()).toBe(1);
    await press('Clear ended');
    await page.getByText('No jobs yet').waitFor();
  });

  test('the report of a conversion is opened and saved as a page and as data', async () => {
    await convert('small.img', 'small.vdi');
    await press('Show report on small.vdi');
    const report = page.getByRole('dialog', { name: 'Conversion of small.vdi' });
    await report.getByText('The new image was read back and is equal to its source.').waitFor();
    const [digest = ''] = (await report.locator('[data-facts]').innerText()).match(/[0-9a-f]{64}/) ?? [];
    await report.getByText('8 MiB', { exact: true }).waitFor();

    for (const [choice, name] of [
      ['As a web page (HTML)', 'report.html'],
      ['As data (JSON)', 'report.json'],
    ] as const) {
      await report.getByRole('button', { name: 'Save report on small.vdi' }).click();
      await page.getByRole('menuitem', { name: choice }).click();
      await page.getByRole('dialog', { name: 'Save as' }).getByRole('option', { name: 'small.img' }).waitFor();
      await page.getByRole('textbox', { name: 'Path' }).fill(folder.path);
      await page.getByRole('textbox', { name: 'Path' }).press('Enter');
      await page.getByRole('option', { name: 'small.vdi' }).waitFor();
      await saveUnder(page, name);
      await page.getByText('The report is saved').first().waitFor();
      await expect.poll(() => folder.names()).toContain(name);
    }
    expect(await readFile(folder.at('report.html'), 'utf8')).toContain(digest);
    expect(JSON.parse(await readFile(folder.at('report.json'), 'utf8'))).toMatchObject({
      verified: true,
      digest: { value: digest },
    });
    await report.getByRole('button', { name: 'Close' }).first().click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  test('what a crash interrupted is told after the restart, with nothing left behind, and is started again', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('spinbutton', { name: 'Jobs at the same time' }).fill('1');
    await page.keyboard.press('Enter');
    await page.locator('[data-saved]').waitFor();
    await page.getByRole('link', { name: 'Jobs' }).click();
    await convert('large.img', 'large.vmdk');
    await convert('small.img', 'next.vdi');
    await cards('queued').waitFor();
    await expect.poll(() => done(jobCard(page, 'large.vmdk')), patience).toBeGreaterThan(0);
    expect(await folder.names()).toHaveLength(1);
    // The history is written twice a second at most: a job that is younger than that is not told of after a power cut.
    await expect.poll(remembered).toContain('next.vdi');
    await page.context().close();
    await window.restart('SIGKILL');

    page = await window.open('Jobs');
    await jobCard(page, 'large.vmdk').getByText('Platter or the computer ended before this job did.').waitFor();
    await jobCard(page, 'large.vmdk').getByText('What it had written was removed').waitFor();
    await jobCard(page, 'next.vdi').getByText('It had not begun.').waitFor();
    await expect.poll(() => folder.names()).toEqual([]);

    await press('Start again: next.vdi');
    await jobCard(page, 'next.vdi').getByText('Verified by reading back').waitFor();
    expect(await jobCard(page, 'next.vdi').count()).toBe(1);
    await press('Start again: large.vmdk');
    await jobCard(page, 'large.vmdk').and(cards('running')).waitFor();
  });

  test('all states look well, in both themes and at 200 % zoom; a long history is folded and a damaged one told', async () => {
    await page.context().close();
    await writePastJobs(window.home.path, 60);
    await window.restart();
    page = await window.open('Jobs', { reducedMotion: 'reduce' });
    await page.locator('[data-notice]').getByText('could not be read').waitFor();
    await convert('large.img', 'running.vmdk', 'paused.vmdk');
    await press('Pause paused.vmdk');
    await convert('large.img', 'second.vmdk', 'next.vmdk', 'last.vmdk');
    await expect.poll(() => cards('queued').count()).toBe(2);
    await jobCard(page, 'running.vmdk').getByText('/s').waitFor();
    const problems = [...(await looksOf(page, 'jobs-all-states'))];
    // What runs has been seen, and would take the processor from what follows.
    await press('Pause all');
    await expect.poll(() => cards('running').count()).toBe(0);

    await jobCard(page, 'old-laptop.vdi').getByText('could not be salvaged, in 2 ranges').waitFor();
    await jobCard(page, 'old-laptop.vdi').getByText('What was lost').click();
    await jobCard(page, 'old-laptop.vdi').getByRole('cell', { name: '64 KiB' }).waitFor();
    await jobCard(page, 'build-agent.vmdk').getByText('33 files').waitFor();
    problems.push(...(await stateLooksOf(page, 'jobs-ended')));
    await press('Show report on old-laptop.vdi');
    await page.getByRole('dialog').getByText('equal to what was salvaged').waitFor();
    problems.push(...(await looksOf(page, 'report-conversion')));
    await page.keyboard.press('Escape');

    const ended = page.getByRole('region', { name: /^Ended/ }).locator('[data-job]');
    await expect.poll(() => ended.count()).toBe(50);
    // Those of before, and what has ended since.
    await page.getByRole('button', { name: /^Show \d+ more$/ }).click();
    await expect.poll(() => ended.nth(50).evaluate((card) => card.contains(document.activeElement))).toBe(true);
    await expect.poll(() => ended.count()).toBeGreaterThanOrEqual(67);
    expect(problems).toEqual([]);
  }, 120_000);
});
