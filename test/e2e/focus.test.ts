import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { create } from '#main/core/operations/create.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { imageRow, paste } from './actions.ts';
import { writePastJobs } from './past-jobs.ts';
import { ServedWindow, type PageName } from './window.ts';

/** More presses than lead once around any page of these. */
const pressesAtMost = 120;

interface Stop {
  readonly role: string;
  readonly name: string;
  /** True when it can be seen that it has the focus. */
  readonly isSeen: boolean;
  /** True when it looks as if it had the focus while something else has it. */
  readonly isSeenWithout: boolean;
}

describe.skipIf(missing('chromium'))('the keyboard focus', () => {
  let window: ServedWindow;
  let folder: TempFolder;

  beforeAll(async () => {
    window = await ServedWindow.start();
    await writePastJobs(window.home.path, 0);
    await window.restart();
    folder = await TempFolder.create();
    await create({ target: folder.at('disk.vdi'), virtualSize: 8 * MiB }, unwatched);
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const preparations: Readonly<Record<PageName, (page: Page) => Promise<unknown>>> = {
    Images: async (page) => {
      await paste(page, [folder.at('disk.vdi')]);
      await imageRow(page, 'disk.vdi').getByText('8 MiB', { exact: true }).waitFor();
    },
    Convert: async (page) => {
      await paste(page, [folder.at('disk.vdi')]);
      await page.getByRole('button', { name: 'Convert 1 image' }).and(page.locator(':enabled')).waitFor();
    },
    Create: (page) => page.getByRole('radio').first().waitFor(),
    Jobs: (page) => page.locator('[data-job=interrupted]').first().waitFor(),
    Settings: (page) => page.getByRole('switch').first().waitFor(),
  };

  test.each(Object.entries(preparations))(
    'is seen wherever the Tab key leads on %s, and tells the name of what has it',
    async (name, prepare) => {
      const page = await window.open(name as PageName, { reducedMotion: 'reduce' });
      await prepare(page);
      const stops = await walk(page);
      expect(stops.length).toBeGreaterThan(7);
      expect(stops.filter((stop) => stop.name === '')).toEqual([]);
      expect(stops.filter(({ isSeen, isSeenWithout }) => !isSeen || isSeenWithout)).toEqual([]);
      await page.context().close();
      expect(window.trespasses).toEqual([]);
    },
  );
});

/** Goes once around the page by the Tab key, from its first link on. */
async function walk(page: Page): Promise<readonly Stop[]> {
  const session = await page.context().newCDPSession(page);
  const stops: Stop[] = [];
  await page.evaluate(() => {
    document.querySelector('a')?.focus();
  });
  await page.keyboard.press('Shift+Tab');
  for (let presses = 0; presses < pressesAtMost; presses += 1) {
    await page.keyboard.press('Tab');
    const { isOnPage, isFirst, isSeen, isSeenOnLast } = await page.evaluate(lookAtFocus);
    const last = stops.at(-1);
    if (last) stops[stops.length - 1] = { ...last, isSeenWithout: isSeenOnLast };
    // At its end, the browser itself may take the focus before it goes on at the beginning.
    if (!isOnPage || (isFirst && last)) return stops;
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', {
      ...(result.objectId !== undefined && { objectId: result.objectId }),
      fetchRelatives: false,
    });
    const [role, name] = [nodes[0]?.role, nodes[0]?.name].map((value) => String(value?.value ?? ''));
    stops.push({ role: role ?? '', name: name ?? '', isSeen, isSeenWithout: false });
  }
  throw new Error(`The Tab key goes on for ever: ${JSON.stringify(stops.slice(-5))}`);
}

/** In the page: whether what has the focus shows it, and whether what had it at the last call still does. */
function lookAtFocus() {
  /** A whole line in a colour that nothing shines through, around the element itself, what is drawn for it, or its label. */
  const shows = (element: Element) =>
    [getComputedStyle(element), getComputedStyle(element, '::before'), element.closest('label')]
      .map((one) => (one instanceof Element ? getComputedStyle(one) : one))
      .some(
        (style) =>
          style?.outlineStyle === 'solid' &&
          Number.parseFloat(style.outlineWidth) >= 2 &&
          !/\/|rgba|transparent/.test(style.outlineColor),
      );
  const memory = globalThis as { firstFocused?: Element; lastFocused?: Element };
  const isSeenOnLast = memory.lastFocused !== undefined && shows(memory.lastFocused);
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body)
    return { isOnPage: false, isFirst: false, isSeen: false, isSeenOnLast };
  memory.firstFocused ??= activeElement;
  memory.lastFocused = activeElement;
  return { isOnPage: true, isFirst: memory.firstFocused === activeElement, isSeen: shows(activeElement), isSeenOnLast };
}
