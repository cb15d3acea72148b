// What is measured runs in the page.
/// <reference lib="dom" />
import path from 'node:path';
import type { Page } from 'playwright-core';
import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import { openImages } from '#test/e2e/actions.ts';
import { ServedWindow } from '#test/e2e/window.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';

/** What a person waits for in the window, in milliseconds. */
export interface WindowRow {
  readonly work: string;
  readonly milliseconds: number;
}

/** Measures the served window in Chromium: the first page of a running program, and the Map of a disk of 2 TiB. */
export async function measureWindow(folder: string, rounds: number): Promise<readonly WindowRow[]> {
  await using window = await ServedWindow.start();
  const first: number[] = [];
  for (let round = 0; round < rounds + 1; round += 1) {
    const page = await window.open('Images');
    first.push(await page.evaluate(firstPaint));
    await page.context().close();
  }
  const image = path.join(folder, 'large.vdi');
  await makeLarge(folder, image);
  const page = await window.open('Images');
  await openImages(page, [image], 'Overview');
  const map: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    map.push(await page.evaluate(showMap));
    await page.getByRole('tab', { name: 'Overview', exact: true }).click();
  }
  await page.evaluate(showMap);
  const gaps = await pan(page);
  return [
    // The first one also fills the caches of the system.
    { work: 'first page, from the address to its first picture', milliseconds: middle(first.slice(1)) },
    { work: 'Map of 2 TiB, from the click to the picture', milliseconds: middle(map) },
    { work: 'longest frame while panning a zoomed map', milliseconds: Math.max(...gaps) },
  ];
}

/** Runs in the page: when its content was first seen, after the address was entered. */
function firstPaint(): number {
  return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
}

async function makeLarge(folder: string, image: string): Promise<void> {
  const raw = path.join(folder, 'large.raw');
  const pieces = Array.from({ length: 128 }, (_, index) => ({ start: index * 16 * GiB + 5 * MiB, length: 2 * MiB }));
  await makeSampleDisk(raw, 2 * TiB, pieces);
  await qemuImg('convert', '-f', 'raw', '-O', 'vdi', raw, image);
}

/** Runs in the page: from the click on the tab until the legend stands and the next picture was drawn. */
function showMap(): Promise<number> {
  const startedAt = performance.now();
  const tabs = [...document.querySelectorAll<HTMLElement>('[role=tab]')];
  tabs.find(({ textContent }) => textContent.trim() === 'Map')?.click();
  return new Promise((resolve) => {
    const look = () => {
      const isThere =
        document.querySelector('[role=tabpanel] canvas[role=slider]') && document.querySelector('[data-kind=data]');
      if (isThere)
        requestAnimationFrame(() => {
          resolve(performance.now() - startedAt);
        });
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Zooms in and goes to the right; gives the time between the frames meanwhile. */
async function pan(page: Page): Promise<readonly number[]> {
  await page.locator('[role=tabpanel] canvas[role=slider]').focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('+');
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    const note = (now: number) => {
      frames.push(now);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowDown');
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  return frames.slice(1).map((at, index) => at - (frames[index] ?? at));
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
