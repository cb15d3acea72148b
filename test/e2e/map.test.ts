import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeMappedChain } from '#test/support/mapped-image.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, openImages } from './actions.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { freeEntry, setEntries, spoilVersion } from './vdi-damage.ts';
import { ServedWindow } from './window.ts';

describe.skipIf(missing('chromium', 'qemu-img', 'qemu-io'))('the map of a disk', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;
  let child: string;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    child = await makeMappedChain(folder);
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

  const panel = () => page.getByRole('tabpanel');
  const map = () => panel().getByRole('slider');
  const legend = (kind: string) => panel().locator(`[data-kind=${kind}]`).innerText();
  const shown = () => panel().locator('[data-shown]').innerText();
  const pointed = () => panel().locator('[data-pointed]');
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await map().press(key);
  };

  test('shows every kind in its colour, in the legend, and exactly as a table', async () => {
    await openImages(page, [child], 'Map');
    await panel().getByText('This image is damaged. The map shows what can still be read of it').waitFor();
    expect(await legend('data')).toMatch(/^Data\s+62 MiB\s+6 %$/);
    expect(await legend('parent')).toMatch(/^From a parent\s+140 MiB\s+14 %$/);
    expect(await legend('zero')).toMatch(/^Zeros\s+10 MiB\s+1 %$/);
    expect(await legend('hole')).toMatch(/^Not stored\s+810 MiB\s+79 %$/);
    expect(await legend('lost')).toMatch(/^Damaged\s+2 MiB\s+less than 1 %$/);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
      // 256 KiB a square: four in a MiB.
      for (const [mebibyte, kind] of [
        [105, 'data'],
        [10, 'parent'],
        [64, 'zero'],
        [200, 'hole'],
        [130, 'lost'],
      ] as const) {
        await expect.poll(() => colourIsIn(mebibyte * 4, kind), { message: `${kind}, ${colorScheme}` }).toBe(true);
      }
    }

    await panel().getByText('What the colours mean').click();
    await panel().getByText('Stored in an image that this one builds on.').waitFor();
    await panel().getByText('As a table').click();
    const rows = panel().getByRole('row');
    await expect.poll(() => rows.count()).toBe(12);
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/Starts at\s+First byte\s+Length\s+What it is/),
      expect.stringMatching(/^0\s+0\s+60 MiB\s+From a parent$/),
      expect.stringMatching(/^60 MiB\s+62,914,560\s+10 MiB\s+Zeros$/),
      expect.stringMatching(/^70 MiB\s+73,400,320\s+30 MiB\s+Not stored$/),
      expect.stringMatching(/^100 MiB\s+[\d,]+\s+30 MiB\s+Data$/),
      expect.stringMatching(/^130 MiB\s+[\d,]+\s+2 MiB\s+Damaged$/),
      expect.stringMatching(/^132 MiB\s+[\d,]+\s+8 MiB\s+Data$/),
      expect.stringMatching(/^140 MiB\s+[\d,]+\s+260 MiB\s+Not stored$/),
      expect.stringMatching(/^400 MiB\s+[\d,]+\s+80 MiB\s+From a parent$/),
      expect.stringMatching(/^480 MiB\s+[\d,]+\s+420 MiB\s+Not stored$/),
      expect.stringMatching(/^900 MiB\s+[\d,]+\s+24 MiB\s+Data$/),
      expect.stringMatching(/^924 MiB\s+[\d,]+\s+100 MiB\s+Not stored$/),
    ]);
  });

  test('tells of a square what it is and where it lies, to the mouse and to the keyboard', async () => {
    await openImages(page, [child], 'Map');
    await pointed().getByText('Point at a square').waitFor();
    const { x, y } = await middleOf(105 * 4);
    await page.mouse.move(x, y);
    await pointed().getByText('256 KiB at 105 MiB').waitFor();
    await pointed().getByText('Data', { exact: true }).waitFor();
    await pointed().getByText('bytes 110,100,480 – 110,362,623 · block 105').waitFor();
    await pointed().getByText('of child.vdi').waitFor();
    await page.mouse.move(0, 0);
    await pointed().getByText('Point at a square').waitFor();

    await map().focus();
    expect(await map().getAttribute('aria-valuetext')).toBe('256 KiB at 0, From a parent');
    await pointed().getByText('of base.vdi').waitFor();
    await press('ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowLeft');
    expect(await map().getAttribute('aria-valuetext')).toBe('256 KiB at 256 KiB, From a parent');
    await press('End');
    expect(await map().getAttribute('aria-valuenow')).toBe(String(2 ** 30 - 256 * 1024));
    expect(await map().getAttribute('aria-valuetext')).toBe('256 KiB at 1024 MiB, Not stored');
  });

  test('is zoomed and moved by keyboard, by buttons, and by wheel and drag', async () => {
    await openImages(page, [child], 'Map');
    await map().waitFor();
    const [whole, zoomOut, zoomIn] = ['Whole disk', 'Zoom out', 'Zoom in'].map((name) =>
      panel().getByRole('button', { name, exact: true }),
    );
    expect([await shown(), await whole?.isDisabled(), await zoomOut?.isDisabled()]).toEqual(['0 – 1 GiB', true, true]);

    await map().focus();
    await press('+', '+', '+');
    await panel().getByText('One square is 32 KiB').waitFor();
    expect(await shown()).toMatch(/^0 – 13\d MiB$/);
    // Nothing but what the parent has, and then the zeros.
    await expect.poll(() => colourIsIn(59 * 32, 'parent')).toBe(true);
    await expect.poll(() => colourIsIn(61 * 32, 'zero')).toBe(true);
    await press('PageDown');
    expect(await shown()).not.toMatch(/^0 /);
    await press('Home');
    expect(await shown()).toMatch(/^0 – /);
    await press('End');
    expect(await shown()).toMatch(/ – 1 GiB$/);
    await press('-');
    await panel().getByText('One square is 64 KiB').waitFor();
    await press('0');
    expect(await shown()).toBe('0 – 1 GiB');

    for (let times = 0; times < 6; times += 1) await zoomIn?.click();
    await panel().getByText('One square is 4 KiB').waitFor();
    expect(await zoomIn?.isDisabled()).toBe(true);
    await whole?.click();

    const { x, y } = await middleOf(130 * 4);
    await page.mouse.move(x, y);
    const scrolled = () => page.evaluate(() => document.scrollingElement?.scrollTop);
    const before = await scrolled();
    await page.keyboard.down('Control');
    for (let times = 0; times < 4; times += 1) await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await panel().getByText('One square is 16 KiB').waitFor();
    await pointed().getByText('16 KiB at 130 MiB').waitFor();
    await pointed().getByText('Damaged').waitFor();
    expect(await scrolled()).toBe(before);

    const start = await shown();
    await page.mouse.down();
    await page.mouse.move(x, y - 60, { steps: 5 });
    await page.mouse.up();
    expect(await shown()).not.toBe(start);
    await map().dblclick();
    await panel().getByText('One square is 8 KiB').waitFor();

    const strip = await panel().locator('[data-strip]').boundingBox();
    if (!strip) throw new Error('There is no strip.');
    await page.mouse.click(strip.x + strip.width * 0.9, strip.y + strip.height / 2);
    await expect.poll(shown).toMatch(/^9\d\d(\.\d)? MiB/);
  });

  test('is made anew when a job has changed the image, and shows the repaired disk', async () => {
    await using own = await TempFolder.create();
    const image = await makeMappedChain(own);
    await openImages(page, [image], 'Map');
    await panel().locator('[data-kind=lost]').waitFor();
    await page.getByRole('tab', { name: 'Check', exact: true }).click();
    await panel().getByRole('button', { name: 'Check', exact: true }).click();
    await panel().getByRole('button', { name: 'Repair…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-steps]').waitFor();
    const lossy = dialog.getByRole('radio', { name: 'Also what may lose something' });
    if (await lossy.isVisible()) await lossy.check();
    await dialog.getByRole('checkbox').click();
    await dialog.getByRole('button', { name: 'Repair', exact: true }).click();
    await page.getByRole('tab', { name: 'Map', exact: true }).click();
    await panel().locator('[data-kind=lost]').waitFor({ state: 'detached' });
    await panel().locator('[data-salvaged]').waitFor({ state: 'detached' });
    // The image has changed before the repair has ended, which its folder has to outlive.
    await page.getByRole('tab', { name: 'Check', exact: true }).click();
    await panel()
      .getByText(/changed\.$/)
      .waitFor();
  });

  test('of an image that cannot be opened says why instead', async () => {
    await using own = await TempFolder.create();
    const image = await makeMappedChain(own);
    await setEntries(image, { 130: freeEntry });
    await spoilVersion(image);
    await openImages(page, [image], 'Map');
    await panel().getByText('Details').click();
    await panel().locator('code').filter({ hasText: 'vdi.' }).waitFor();
    expect(await map().count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('of 2 TiB is there at once for every format, with its few data found by zooming in', async () => {
    const formats = [
      { format: 'vdi', size: '2T' },
      { format: 'vpc', size: '2000G' },
      { format: 'vmdk', size: '2040G' },
    ];
    for (const { format, size } of formats) {
      const image = folder.at(`huge.${format === 'vpc' ? 'vhd' : format}`);
      await qemuImg('create', '-q', '-f', format, image, size);
      await promisify(execFile)('qemu-io', ['-f', format, '-c', 'write -P 7 1000G 4M', '-c', 'write -P 7 0 1M', image]);
      await openImages(page, [image], 'Map');
      await panel().locator('[data-kind=data]').waitFor();
      expect(await legend('data')).toMatch(/less than 1 %$/);
      await expect.poll(() => colourIsIn(1000 * 2, 'data')).toBe(true);
      await expect.poll(() => colourIsIn(1001 * 2, 'data')).toBe(false);
    }

    const { x, y } = await middleOf(1000 * 2);
    // The finest there is. A busy browser may take two clicks that come late for single ones, so it is not a matter of how many.
    const finest = panel().getByText('One square is 128 KiB');
    for (let times = 0; times < 40 && !(await finest.isVisible()); times += 1) await page.mouse.dblclick(x, y);
    await finest.waitFor();
    await page.mouse.move(x, y + 1);
    await pointed().getByText('at 1000 GiB').waitFor();
    await pointed().getByText('Data', { exact: true }).waitFor();
    await pointed().getByText('of huge.vmdk').waitFor();
  });

  test('looks well in both themes and all sizes', async () => {
    await openImages(page, [child], 'Map');
    await map().waitFor();
    const problems = [...(await looksOf(page, 'images-map'))];
    // The window is narrow now, and the picture has followed.
    const [picture, room] = [await map().boundingBox(), await panel().boundingBox()];
    expect(picture?.width).toBeLessThan(room?.width ?? 0);
    expect(room?.width).toBeLessThan(640);
    await map().focus();
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', '+', '+', '+');
    await panel().getByText('As a table').click();
    await panel().getByRole('table').waitFor();
    await map().focus();
    problems.push(...(await stateLooksOf(page, 'images-map-zoomed')));
    expect(problems).toEqual([]);
  });

  /** Where a square of the picture is on the page. */
  async function middleOf(square: number): Promise<{ readonly x: number; readonly y: number }> {
    const box = await map().boundingBox();
    const { columns, pitch } = await gridOf();
    if (!box) throw new Error('There is no map.');
    return { x: box.x + ((square % columns) + 0.5) * pitch, y: box.y + (Math.floor(square / columns) + 0.5) * pitch };
  }

  /** How the squares of the picture lie. */
  async function gridOf(): Promise<{ readonly columns: number; readonly pitch: number }> {
    return map().evaluate((canvas: HTMLCanvasElement) => {
      const columns = Number(canvas.dataset['columns']);
      return { columns, pitch: canvas.width / columns };
    });
  }

  /** True when some pixel of a square has the colour that the theme gives a kind. */
  async function colourIsIn(square: number, kind: string): Promise<boolean> {
    const { columns, pitch } = await gridOf();
    return map().evaluate(
      (canvas: HTMLCanvasElement, { left, top, size, name }) => {
        // Read from a copy that is made for it: Chromium warns of reading where is painted.
        const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        if (!copy) return false;
        copy.drawImage(canvas, left, top, size, size, 0, 0, size, size);
        const pixels = copy.getImageData(0, 0, size, size).data;
        copy.fillStyle = getComputedStyle(canvas).getPropertyValue(`--platter-map-${name}`);
        copy.fillRect(0, 0, 1, 1);
        const [red, green, blue] = copy.getImageData(0, 0, 1, 1).data;
        for (let at = 0; at < pixels.length; at += 4) {
          const isSame = pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue;
          if (isSame && pixels[at + 3] === 255) return true;
        }
        return false;
      },
      { left: (square % columns) * pitch, top: Math.floor(square / columns) * pitch, size: pitch, name: kind },
    );
  }
});
