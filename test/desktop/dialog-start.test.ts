import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { desktopHost } from '#main/desktop/desktop-host.ts';
import { createFilePolicy } from '#main/services/file-policy.ts';
import type { Host } from '#main/services/host.ts';
import { createWindowRequests } from '#main/services/window-requests.ts';
import * as double from '../support/electron-double.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));
// The shares of Windows, wherever the tests run: what begins with two slashes is on one.
vi.mock('#main/services/share-of.ts', async (load) => {
  const { shareOf } = await load<typeof import('#main/services/share-of.ts')>();
  return { shareOf: (file: string) => shareOf(file, path.win32) };
});

const { signal } = new AbortController();
let host: Host;

beforeEach(async () => {
  double.shown.length = 0;
  const policy = createFilePolicy();
  await policy.grantReading(['//known/images/disk.vdi', '//?/UNC/known/images/disk.vdi']);
  host = desktopHost({ policy, takeOpenedPaths: () => [], window: () => undefined, requests: createWindowRequests() });
});

/** Where each of the three dialogs begins when a page says so. */
async function placesFor(startIn: string) {
  await host.pickFiles({ startIn }, signal);
  await host.pickFolder({ startIn }, signal);
  await host.pickSaveFile({ suggestedName: 'new.vdi', startIn }, signal);
  return double.shown.map(({ options }) => (options as { defaultPath?: string }).defaultPath);
}

test.each(['//evil/share', '//?/UNC/known/images', '//./pipe/known', 'images', ''])(
  'no dialog of the system begins in "%s" because a page says so',
  async (startIn) => {
    expect(await placesFor(startIn)).toEqual([undefined, undefined, 'new.vdi']);
  },
);

test.each(['/images', '//known/images/old'])('dialogs of the system begin in %s', async (startIn) => {
  const folder = path.resolve(startIn);
  expect(await placesFor(startIn)).toEqual([folder, folder, path.join(folder, 'new.vdi')]);
});
