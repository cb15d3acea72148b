import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '#shared/contract/index.ts';
import { eventually, makeAppFolder, openPageOf, startApplication, windowOf, type Electron } from './application.ts';

let app: Awaited<ReturnType<typeof makeAppFolder>>;

beforeEach(async () => {
  app = await makeAppFolder();
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await app.remove();
});

/** macOS opens a file with the program. */
function openFile({ app: program }: Electron, file: string): void {
  const event = new Event('open-file', { cancelable: true });
  program.emit('open-file', event, file);
  expect(event.defaultPrevented).toBe(true);
}

async function nextRequest(api: Api) {
  for await (const request of api.shell.requests({}, new AbortController().signal)) return request;
  throw new Error('The connection ended first.');
}

test('files given before the window are granted and found by its page: words, addresses and events, but no switches', async () => {
  const electron = await startApplication({
    folder: app.folder,
    words: ['--inspect', app.image('one.img'), 'https://example.org/x.vdi', pathToFileURL(app.image('one.img')).href],
    early: (early) => {
      openFile(early, app.image('two.img'));
    },
  });
  const { api } = await openPageOf(electron);
  const { openedPaths, ...about } = await api.shell.about({});
  expect(about).toMatchObject({ host: 'desktop', version: '1.2.3', homeFolder: '/home', separator: path.sep });
  expect(openedPaths).toEqual(expect.arrayContaining([app.image('one.img'), app.image('two.img')]));
  const { virtualSize } = await api.images.inspect({ path: app.image('two.img'), format: 'raw' });
  expect(virtualSize).toBe(1024);
});

test('files given before the window are opened by its first page, and not again after a crash or in the next window', async () => {
  const electron = await startApplication({ folder: app.folder, words: [app.image('one.img')], platform: 'darwin' });
  const opened = async () => (await (await openPageOf(electron)).api.shell.about({})).openedPaths;
  expect(await opened()).toEqual([app.image('one.img')]);
  windowOf(electron).webContents.reload();
  expect(await opened()).toEqual([]);
  windowOf(electron).close();
  electron.app.emit('activate');
  await vi.waitUntil(() => windowOf(electron).isVisible);
  expect(await opened()).toEqual([]);
});

test('files given to a second start come to the page of the first at once, whose window comes forward', async () => {
  const electron = await startApplication(app);
  const { api } = await openPageOf(electron);
  const request = nextRequest(api);
  const window = windowOf(electron);
  window.minimized = true;
  const words = ['platter', '--allow-file-access', 'one.img', pathToFileURL(app.image('two.img')).href];
  electron.app.emit('second-instance', {}, words, app.folder);
  const paths = [app.image('one.img'), app.image('two.img')];
  expect(await request).toEqual({ kind: 'open', paths });
  expect(await api.images.inspect({ path: app.image('two.img'), format: 'raw' })).toMatchObject({ virtualSize: 1024 });
  await eventually(() => {
    expect([window.focused, window.minimized]).toEqual([1, false]);
  });
});

test('a second start without files brings the window forward and asks the page for nothing', async () => {
  const electron = await startApplication(app);
  electron.app.emit('second-instance', {}, ['platter'], app.folder);
  await eventually(() => {
    expect(windowOf(electron).focused).toBe(1);
  });
  openFile(electron, app.image('two.img'));
  const { api } = await openPageOf(electron);
  expect(await nextRequest(api)).toEqual({ kind: 'open', paths: [app.image('two.img')] });
});

test('a file opened while the window is loading or gone is told to the page as soon as there is one', async () => {
  const electron = await startApplication({ folder: app.folder, platform: 'darwin' });
  windowOf(electron).close();
  openFile(electron, app.image('one.img'));
  await eventually(() => {
    expect(electron.BrowserWindow.all).toHaveLength(1);
  });
  await vi.waitUntil(() => windowOf(electron).isVisible);
  const { api } = await openPageOf(electron);
  expect(await nextRequest(api)).toEqual({ kind: 'open', paths: [app.image('one.img')] });
  expect((await api.shell.about({})).openedPaths).toEqual([]);
});

test('a second start with words that are no files, or lead elsewhere, gives the page nothing, and takes nothing down', async () => {
  const electron = await startApplication(app);
  const { api } = await openPageOf(electron);
  const request = nextRequest(api);
  await symlink(app.image('nowhere'), app.image('dangling'));
  await symlink(app.image('loop'), app.image('loop'));
  const hostile = [
    '--cli',
    '--load-extension=/tmp',
    'file://server/share/disk.vdi',
    'file:///%00',
    'file:',
    '.',
    '..',
    'javascript:alert(1)',
    'platter://app/#/settings',
    'dangling',
    'loop',
    'one.img\0.vdi',
    `${'a/'.repeat(5000)}disk.vdi`,
    '',
  ];
  // The last one is a file, so that there is something to wait for.
  electron.app.emit('second-instance', {}, ['platter', ...hostile, 'one.img'], app.folder);
  const { kind, ...rest } = await request;
  expect({ kind, ...rest }).toEqual({
    kind: 'open',
    // Names of files that could be made there; nothing is in them, and none lies elsewhere.
    paths: [app.image('javascript:alert(1)'), app.image('platter:/app/#/settings'), app.image('one.img')],
  });
  for (const file of ['/etc/hostname', app.image('dangling'), app.image('nowhere'), app.image('two.img')])
    await expect(api.images.inspect({ path: file, format: 'raw' })).rejects.toMatchObject({
      reason: 'file.not-granted',
    });
  expect(electron.app.exitCode).toBeUndefined();
});

test('a second start leaves its files to the first, and ends', async () => {
  const electron = await startApplication({ folder: app.folder, hasLock: false });
  expect([electron.app.exitCode, electron.BrowserWindow.all]).toEqual([0, []]);
});

test('while the program is developed, its folder is no file that a person gave', async () => {
  const electron = await startApplication({
    folder: app.folder,
    words: ['--remote-debugging-port=0', app.folder, app.image('one.img')],
    isPackaged: false,
  });
  const { api } = await openPageOf(electron);
  expect((await api.shell.about({})).openedPaths).toEqual([app.image('one.img')]);
});
