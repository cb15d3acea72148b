import type { Page } from 'playwright-core';
import { accessibilityProblems, picture } from './actions.ts';

const wide = { width: 1280, height: 800 };
const small = { width: 900, height: 600 };
/** What is left of the wide window at 200 % zoom. */
const zoomed = { width: 640, height: 400 };

/** Contrast depends on the theme, what is cut off or hidden on the room: axe, which takes longest, need not see every pair. */
const views = [
  { colorScheme: 'light', size: wide, isExamined: true },
  { colorScheme: 'light', size: small, isExamined: false },
  { colorScheme: 'dark', size: wide, isExamined: true },
  { colorScheme: 'dark', size: small, isExamined: false },
  { colorScheme: 'dark', size: zoomed, isExamined: true },
] as const;

/** Looks at a page in both themes and all sizes, keeps the pictures, and gives back what is wrong with it. */
export async function looksOf(page: Page, name: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { colorScheme, size, isExamined } of views) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await picture(page, `${name}-${colorScheme}-${String(size.width)}x${String(size.height)}`);
    const found = isExamined ? await accessibilityProblems(page) : [];
    problems.push(...found.map((problem) => `${name}, ${colorScheme}, ${String(size.width)}: ${problem}`));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) problems.push(`${name}, ${String(size.width)}: ${String(overflow)} pixels too wide`);
  }
  return problems;
}
