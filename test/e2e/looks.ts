import type { Page } from 'playwright-core';
import { accessibilityProblems, picture } from './actions.ts';

const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
  // What is left of 1280 × 800 at 200 % zoom.
  { width: 640, height: 400 },
] as const;

/** Looks at a page in both themes and all sizes, keeps the pictures, and gives back what is wrong with it. */
export async function looksOf(page: Page, name: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await picture(page, `${name}-${colorScheme}-${String(size.width)}x${String(size.height)}`);
      const found = await accessibilityProblems(page);
      problems.push(...found.map((problem) => `${name}, ${colorScheme}, ${String(size.width)}: ${problem}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) problems.push(`${name}, ${String(size.width)}: ${String(overflow)} pixels too wide`);
    }
  }
  return problems;
}
