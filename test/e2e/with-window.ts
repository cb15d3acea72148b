import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { TempFolder } from '#test/support/temp-folder.ts';
import { ServedWindow } from './window.ts';

/** Where a test of the window takes place. */
export interface Place {
  readonly window: ServedWindow;
  /** Of this test alone. */
  readonly folder: TempFolder;
}

/**
 * One window for all tests around it, and before each of them a folder, and whatever is prepared there, pages above all. They are closed
 * after it, and then none of them may have trespassed.
 */
export function withWindow(prepare: (place: Place) => Promise<void>): void {
  let window: ServedWindow;
  let folder: TempFolder;

  beforeAll(async () => {
    window = await ServedWindow.start();
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await TempFolder.create();
    await prepare({ window, folder });
  });
  afterEach(async () => {
    await window.closePages();
    await folder[Symbol.asyncDispose]();
    expect(window.trespasses).toEqual([]);
  });
}
