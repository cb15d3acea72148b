import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { openImages } from './actions.ts';
import { framesWhile, untilMapped, whenShown } from './stopwatch.ts';
import { ServedWindow } from './window.ts';

/** A busy machine makes a try slow, never quick: what was quick once can be quick. */
const mostTries = 12;

/** The best of so many tries as it takes to get below a bound. */
async function bestOf(attempt: () => Promise<number>, bound: number): Promise<number> {
  let best = Infinity;
  for (let tries = 0; tries < mostTries && best >= bound; tries += 1) best = Math.min(best, await attempt());
  return best;
}

describe.skipIf(missing('chromium', 'qemu-img', 'qemu-io'))('the window is quick:', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    page = await window.open('Images', { reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    expect(window.trespasses).toEqual([]);
  });

  test('its first page is there, and connected, within a second', async () => {
    await whenShown(page, /^Version \d/);
    const attempt = async () => {
      await page.reload();
      return page.evaluate(() => (globalThis as unknown as { shownAt: Promise<number> }).shownAt);
    };
    expect(await bestOf(attempt, 1000)).toBeLessThan(1000);
  });

  const formats = [
    { format: 'vdi', extension: 'vdi', size: '2T' },
    // The most that this format holds for qemu-img.
    { format: 'vpc', extension: 'vhd', size: '2040G' },
    { format: 'vmdk', extension: 'vmdk', size: '2T' },
  ] as const;
  let made = 0;

  /** An image that nobody has looked at yet. */
  async function makeHuge({ format, extension, size }: (typeof formats)[number]): Promise<string> {
    const image = folder.at(`huge-${String(++made)}.${extension}`);
    await qemuImg('create', '-q', '-f', format, image, size);
    const pieces = ['0 1M', '700G 4M', '1000G 4M', '1900G 64M'].flatMap((piece) => ['-c', `write -q -P 7 ${piece}`]);
    await promisify(execFile)('qemu-io', ['-f', format, ...pieces, image]);
    return image;
  }

  test.each(formats)('the map of 2 TiB is drawn within 300 ms: $format', async (kind) => {
    const attempt = async () => {
      await openImages(page, [await makeHuge(kind)], 'Overview');
      await page.getByText('TiB disk').or(page.getByText('GiB disk')).waitFor();
      return untilMapped(page);
    };
    expect(await bestOf(attempt, 300)).toBeLessThan(300);
  });

  test('and is moved about on without a stutter', async () => {
    await openImages(page, [await makeHuge(formats[0])], 'Map');
    const map = page.getByRole('slider');
    await map.focus();
    for (let times = 0; times < 3; times += 1) await map.press('+');
    const box = await map.boundingBox();
    if (!box) throw new Error('There is no map.');
    const { x, y, width, height } = box;
    const attempt = async () =>
      framesWhile(page, async () => {
        await page.mouse.move(x + width / 2, y + height - 20);
        await page.mouse.down();
        await page.mouse.move(x + width / 2, y + 20, { steps: 25 });
        await page.mouse.move(x + width / 2, y + height - 20, { steps: 25 });
        await page.mouse.up();
      });
    // Three pictures are left out at most: what takes longer is seen.
    expect(await bestOf(attempt, 50)).toBeLessThan(50);
  });
});
