import type { Page } from 'playwright-core';

/** What a person does in the window, in Electron as in a browser. */

/** Waits until an image is on the list of the Images page. */
export async function findOnList(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Images', exact: true }).click();
  await page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) })
    .waitFor();
}

/** Converts an image of the list as the window proposes it, and waits until the result was read back. */
export async function convertFromList(page: Page, name: string): Promise<void> {
  await findOnList(page, name);
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('button', { name: `Convert ${name}`, exact: true }).click();
  await page.getByRole('button', { name: 'Convert 1 image' }).click();
  await page.getByText('Verified by reading back').waitFor();
}
