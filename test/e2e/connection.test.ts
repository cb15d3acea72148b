import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, paste } from './actions.ts';
import { looksOf } from './looks.ts';
import { ServedWindow } from './window.ts';

describe.skipIf(missing('chromium'))('a page without its program', () => {
  let window: ServedWindow;

  beforeAll(async () => {
    window = await ServedWindow.start();
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
  });

  test('that was opened without its key says how to open it', async () => {
    const page = await window.open('Images');
    const other = await page.context().newPage();
    await other.goto(new URL('/', window.url).href);
    await other.getByRole('alert').getByText('This page was opened without its key').waitFor();
    expect(await accessibilityProblems(other)).toEqual([]);
    // It does not know of any jobs, which is not to know of none.
    await other.getByRole('link', { name: 'Jobs', exact: true }).click();
    await other.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    expect(await other.getByText('No jobs yet').count()).toBe(0);
    await page.context().close();
    expect(window.trespasses).toEqual([]);
  });

  test('that has ended says so, and keeps what was entered', async () => {
    await using folder = await TempFolder.create();
    const page = await window.open('Convert', { reducedMotion: 'reduce' });
    await paste(page, [folder.at('gone.vmdk')]);
    await page.getByText('gone.vmdk', { exact: true }).first().waitFor();
    await window.restart('SIGKILL');
    const notice = page.getByRole('alert').getByText('The connection to Platter is lost');
    await notice.getByText('open the new address it has printed').waitFor();
    expect(await page.getByText('gone.vmdk', { exact: true }).first().isVisible()).toBe(true);
    // What would be done at some later moment is not offered.
    expect(await page.getByRole('button', { name: 'Add files…' }).isDisabled()).toBe(true);
    await page.getByText('Platter is not connected.').first().waitFor();
    expect(await looksOf(page, 'connection-lost')).toEqual([]);
    await page.context().close();
    // It tries again, which the browser writes down; it does nothing else.
    const others = window.trespasses.filter(({ text }) => !text.startsWith('WebSocket connection to'));
    expect(others).toEqual([]);
    expect(window.trespasses).not.toEqual([]);
  });
});
