import type { Page } from 'playwright-core';
import { accessibilityProblems, picture, type Examination } from './actions.ts';

const wide = { width: 1280, height: 800 };
const small = { width: 900, height: 600 };
/** What is left of the wide window at 200 % zoom. */
const zoomed = { width: 640, height: 400 };

interface View {
  readonly colorScheme: 'light' | 'dark';
  readonly size: typeof wide;
  /** What axe, which takes longest, is to look at; nothing where another view has shown it the same. */
  readonly examination?: Examination;
}

/** Contrast depends on the theme, what is cut off or hidden on the room, and nothing on both. */
const views: readonly View[] = [
  { colorScheme: 'light', size: wide, examination: 'whole' },
  { colorScheme: 'light', size: small },
  { colorScheme: 'dark', size: small },
  { colorScheme: 'dark', size: wide, examination: 'colours' },
  { colorScheme: 'dark', size: zoomed, examination: 'whole' },
];

/** The two that differ most. */
const viewsOfStates: readonly View[] = [
  { colorScheme: 'light', size: wide, examination: 'whole' },
  { colorScheme: 'dark', size: zoomed, examination: 'whole' },
];

/** Looks at a page in both themes and all sizes, keeps the pictures, and gives back what is wrong with it. */
export function looksOf(page: Page, name: string): Promise<readonly string[]> {
  return look(page, name, views);
}

/** The same for a further state of a page, whose frame has been seen in all views: in both themes, and at 200 % zoom. */
export function stateLooksOf(page: Page, name: string): Promise<readonly string[]> {
  return look(page, name, viewsOfStates);
}

async function look(page: Page, name: string, chosen: readonly View[]): Promise<readonly string[]> {
  const problems: string[] = [];
  // What is cut off depends on the room alone, and is soon measured, also where no picture is kept.
  for (const size of [wide, small, zoomed]) {
    await page.setViewportSize(size);
    const { width, height } = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { width: scrollWidth - innerWidth, height: scrollHeight - innerHeight };
    });
    if (width > 0) problems.push(`${name}, ${String(size.width)}: ${String(width)} pixels too wide`);
    // Pages scroll inside of the window, which itself would scroll its frame away.
    if (height > 0) problems.push(`${name}, ${String(size.width)}: ${String(height)} pixels too high`);
  }
  for (const { colorScheme, size, examination } of chosen) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await picture(page, `${name}-${colorScheme}-${String(size.width)}x${String(size.height)}`);
    const found = examination ? await accessibilityProblems(page, examination) : [];
    problems.push(...found.map((problem) => `${name}, ${colorScheme}, ${String(size.width)}: ${problem}`));
  }
  return problems;
}
