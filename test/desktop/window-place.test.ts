import { readFile, writeFile } from 'node:fs/promises';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWindowMemory } from '#main/desktop/window-memory.ts';
import { openingOf } from '#main/desktop/window-place.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { WebContentsDouble } from '../support/electron-double/page.ts';
import { WindowDouble } from '../support/electron-double/window.ts';

const display = { x: 0, y: 25, width: 1920, height: 1015 };
const second = { x: 1920, y: 0, width: 1280, height: 1000 };
const left = (x: number, y: number, width = 900, height = 700) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
});

describe('a window opens', () => {
  test('in the middle at first, as large as it is made for or as fits', () => {
    expect(openingOf(undefined, [display, second])).toEqual({ width: 1120, height: 760 });
    expect(openingOf(undefined, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({ width: 1024, height: 600 });
    expect(openingOf(undefined, [])).toEqual({ width: 1120, height: 760 });
  });

  test('where it was left, on whichever display', () => {
    expect(openingOf(left(100, 50), [display])).toEqual({ x: 100, y: 50, width: 900, height: 700 });
    expect(openingOf(left(2000, 10), [display, second])).toEqual({ x: 2000, y: 10, width: 900, height: 700 });
    expect(openingOf(left(-500, 300), [display])).toMatchObject({ x: -500, y: 300 });
  });

  test('in the middle when its display is gone, or when its title bar could not be reached', () => {
    const centred = { width: 900, height: 700 };
    expect(openingOf(left(2000, 10), [display])).toEqual(centred);
    expect(openingOf(left(100, -20), [display])).toEqual(centred);
    expect(openingOf(left(100, 1035), [display])).toEqual(centred);
    expect(openingOf(left(-850, 100), [display])).toEqual(centred);
  });

  test('no larger than its display is now, and never too small to be used', () => {
    expect(openingOf(left(1900, 10, 3000, 2000), [display, second])).toMatchObject({ width: 1280, height: 1000 });
    expect(openingOf(left(10, 30, 20, 20), [display])).toMatchObject({ width: 640, height: 400 });
  });
});

describe('the place of the window', () => {
  let folder: TempFolder;

  beforeEach(async () => {
    folder = await TempFolder.create();
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  const makeWindow = () => new WindowDouble({}, new WebContentsDouble());
  // The double has the parts of a window that are used here.
  const asElectron = (window: WindowDouble) => window as unknown as BrowserWindow;

  test('is that of its normal state, remembered beyond the process, and kept in memory beyond the window', async () => {
    const memory = await openWindowMemory(folder.path);
    expect(memory.place).toBeUndefined();
    const window = makeWindow();
    memory.watch(asElectron(window));
    window.place({ x: 1, y: 2, width: 1000, height: 600 });
    window.maximize();
    window.close();
    const expected = { bounds: { x: 1, y: 2, width: 1000, height: 600 }, isMaximized: true };
    expect(memory.place).toEqual(expected);
    await memory.close();
    expect((await openWindowMemory(folder.path)).place).toEqual(expected);
  });

  test.for([
    'no json',
    '{}',
    '{"version":2,"window":{"bounds":{"x":0,"y":0,"width":900,"height":700},"isMaximized":false}}',
    '{"version":1,"window":{"bounds":{"x":0,"y":0,"width":-900,"height":700},"isMaximized":false}}',
    '{"version":1,"window":{"bounds":{"x":1e300,"y":0,"width":900,"height":700},"isMaximized":false}}',
    `{"version":1}${' '.repeat(5000)}`,
  ])('is forgotten when its file says: %s', async (text) => {
    const file = folder.at('window.json');
    await writeFile(file, text);
    const memory = await openWindowMemory(folder.path);
    expect(memory.place).toBeUndefined();
    const window = makeWindow();
    memory.watch(asElectron(window));
    window.place({ x: 1, y: 2, width: 1000, height: 600 });
    await memory.close();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1, window: { bounds: { x: 1 } } });
  });

  test('that cannot be kept keeps nobody from leaving', async () => {
    const memory = await openWindowMemory(folder.at('missing/folder'));
    memory.watch(asElectron(makeWindow()));
    const window = makeWindow();
    memory.watch(asElectron(window));
    window.place({ x: 1, y: 2, width: 1000, height: 600 });
    await expect(memory.close()).resolves.toBeUndefined();
  });
});
