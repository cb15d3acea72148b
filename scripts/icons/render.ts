/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { launchChromium } from '#test/support/chromium.ts';
import type { Picture } from './containers.ts';

/** Draws an SVG with Chromium, once for each side in pixels, on a transparent ground. */
export async function renderPictures(svg: string, sides: readonly number[]): Promise<readonly Picture[]> {
  const browser = await launchChromium();
  try {
    const pictures: Picture[] = [];
    for (const side of sides) pictures.push({ side, png: await renderOne(browser, svg, side) });
    return pictures;
  } finally {
    await browser.close();
  }
}

async function renderOne(browser: Browser, svg: string, side: number): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  try {
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    await page.setContent(
      `<style>body { margin: 0 } img { display: block; width: 100vw; height: 100vh }</style><img src="${source}">`,
    );
    await page.locator('img').evaluate((image) => (image as HTMLImageElement).decode());
    return await page.screenshot({ omitBackground: true });
  } finally {
    await page.close();
  }
}
