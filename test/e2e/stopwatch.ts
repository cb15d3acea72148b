import type { Page } from 'playwright-core';

/** From now on each page that is loaded keeps, as `shownAt`, the milliseconds from its navigation until it shows such a text. */
export async function whenShown(page: Page, text: RegExp): Promise<void> {
  await page.addInitScript((source) => {
    const wanted = new RegExp(source);
    const shownAt = new Promise<number>((resolve) => {
      const look = (): void => {
        const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          if (!wanted.test(texts.currentNode.textContent?.trim() ?? '')) continue;
          // What stands in the document now is in the next picture.
          requestAnimationFrame(() => {
            resolve(performance.now());
          });
          return;
        }
        requestAnimationFrame(look);
      };
      look();
    });
    Object.assign(globalThis, { shownAt });
  }, text.source);
}

/** Clicks on the tab of the map, and gives back how many milliseconds later its first squares are painted. */
export function untilMapped(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    /** The first square has data, the third has none. */
    const isPainted = (): boolean => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[role=slider]');
      if (!canvas || !copy || canvas.width === 0) return false;
      const pitch = canvas.width / Number(canvas.dataset['columns']);
      copy.clearRect(0, 0, 3 * pitch, pitch);
      copy.drawImage(canvas, 0, 0);
      const [first, third] = [0, 2 * pitch].map((left) => String(copy.getImageData(left, 0, pitch, pitch).data));
      return first !== third;
    };
    const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find(
      ({ textContent }) => textContent.trim() === 'Map',
    );
    const began = performance.now();
    tab?.click();
    while (!isPainted()) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  });
}

/** The longest time, in milliseconds, from one picture to the next while something is done. */
export async function framesWhile(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const watch = { longest: 0, isOver: false };
    Object.assign(globalThis, { frames: watch });
    let last: number | undefined;
    const note = (now: number): void => {
      if (last !== undefined) watch.longest = Math.max(watch.longest, now - last);
      last = now;
      if (!watch.isOver) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  return page.evaluate(() => {
    const { frames } = globalThis as unknown as { frames: { longest: number; isOver: boolean } };
    frames.isOver = true;
    return frames.longest;
  });
}
