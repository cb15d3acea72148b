import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { projectFolder } from '#test/support/need.ts';

/** Pastes text into the page itself, as Ctrl+V does outside of fields. */
export async function paste(page: Page, lines: readonly string[]): Promise<void> {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, lines.join('\n'));
}

/** The row of a source on the Convert page, with what is said below it. */
export function sourceRow(page: Page, name: string): Locator {
  return page.getByRole('rowgroup').filter({ has: page.getByText(name, { exact: true }) });
}

/** The row of an image on the Images page. */
export function imageRow(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) });
}

/**
 * Opens images on the Images page, selects the first of them and shows one of its tabs. As a person does, not before it is known what
 * it is: a question in its row would move the tabs away under the click.
 */
export async function openImages(page: Page, paths: readonly string[], tab: string): Promise<void> {
  await paste(page, paths);
  const row = imageRow(page, path.basename(paths[0] ?? ''));
  await row.waitFor();
  await row.getByText('Looking at it…').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: tab, exact: true }).click();
  await page.getByRole('tabpanel', { name: tab }).waitFor();
}

/** Gives the window's own picker the name of a file to be written. */
export async function saveUnder(page: Page, name: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Name', exact: true });
  await field.fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
}

/** The card of a job on the Jobs page, by the name of its target. */
export function jobCard(page: Page, target: string): Locator {
  return page.locator('[data-job]').filter({ hasText: target });
}

/** Goes to an element as a person without a mouse does. Throws when no number of presses gets there. */
export async function tabTo(target: Locator): Promise<void> {
  const { keyboard } = target.page();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not get to ${target.toString()}.`);
}

const screenshots = path.join(projectFolder, 'test-output/screenshots');

/** Keeps a picture for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
}

/** What axe looks at: everything, or only what depends on colours. */
export type Examination = 'whole' | 'colours';

/** One of many cards that look alike tells about all of them. */
const repeated = '[data-job=cancelled] ~ [data-job=cancelled]';

/** The rules that only the theme can break. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong with the page as it is now, as `rule: element`. */
export async function accessibilityProblems(
  page: Page,
  examination: Examination = 'whole',
): Promise<readonly string[]> {
  // Evaluating from outside is not subject to the page's content security policy; a script element would be.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const question = { rules: examination === 'colours' ? rulesOfColour : undefined, exclude: [repeated] };
  return page.evaluate(async ({ rules, exclude }) => {
    const { axe: examiner } = globalThis as unknown as { readonly axe: typeof axe };
    // What is right with each element would be written down for nothing, and cross to the test for nothing.
    const options = { resultTypes: ['violations'] } satisfies axe.RunOptions;
    const { violations } = await examiner.run(
      { exclude },
      rules ? { ...options, runOnly: { type: 'rule', values: rules } } : options,
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }, question);
}
