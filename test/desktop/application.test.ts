import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { droppedFile } from '../support/electron-double/preload.ts';
import { makeAppFolder, openPageOf, startApplication, windowOf } from './application.ts';

let app: Awaited<ReturnType<typeof makeAppFolder>>;

beforeEach(async () => {
  app = await makeAppFolder();
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await app.remove();
});

describe('the window', () => {
  test('is sandboxed, isolated, without Node, and shown when its page is drawn', async () => {
    const electron = await startApplication(app);
    const window = windowOf(electron);
    expect([electron.app.isSandboxed, window.isVisible, window.webContents.mainFrame.origin]).toEqual([
      true,
      true,
      'platter://app',
    ]);
    expect(window.options).toMatchObject({
      show: false,
      backgroundColor: '#ffffff',
      webPreferences: {
        preload: path.join(app.folder, 'out/preload/preload.cjs'),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webviewTag: false,
        disableDialogs: true,
      },
    });
    expect(window.webContents.navigate('https://example.org/')).toBe(false);
    expect(await electron.session.defaultSession.permissions('media', 'platter://app/')).toEqual([false, false, false]);
  });

  test('has a menu without developer tools, once it is packaged', async () => {
    const electron = await startApplication(app);
    expect(JSON.stringify(electron.Menu.current)).not.toMatch(/toggleDevTools|reload/);
  });

  test('gets nothing from a network or the disk, and downloads nothing', async () => {
    const { session } = await startApplication(app);
    const elsewhere = [
      'https://example.org/x?y=1',
      'http://127.0.0.1:8080/',
      'wss://example.org/',
      'file:///etc/passwd',
    ];
    const own = ['platter://app/', 'platter://app/assets/index.js', 'blob:platter://app/1', 'data:image/png;base64,'];
    expect(elsewhere.map((url) => session.defaultSession.webRequest.isAllowed(url))).toEqual(
      elsewhere.map(() => false),
    );
    expect(own.map((url) => session.defaultSession.webRequest.isAllowed(url))).toEqual(own.map(() => true));
    expect(session.defaultSession.download()).toBe(false);
  });

  test('that is missing its files says so and ends the program', async () => {
    const electron = await startApplication({ folder: path.join(app.folder, 'none') });
    expect([electron.app.exitCode, electron.shown]).toMatchObject([
      1,
      [{ what: 'error', options: { title: 'Platter cannot start' } }],
    ]);
  });
});

describe('the page', () => {
  test('may read what was dropped on it, and nothing else', async () => {
    const { bridge, api } = await openPageOf(await startApplication(app));
    const inspect = (name: string) => api.images.inspect({ path: app.image(name), format: 'raw' });
    await expect(inspect('one.img')).rejects.toMatchObject({ reason: 'file.not-granted' });
    bridge.pathForFile(droppedFile(app.image('one.img')));
    expect(await inspect('one.img')).toMatchObject({ virtualSize: 1024 });
    bridge.pathForFile(new File([], app.image('two.img')));
    await expect(inspect('two.img')).rejects.toMatchObject({ reason: 'file.not-granted' });
  });

  test('may read and write what was picked in a dialog, which filters by what the formats say', async () => {
    const electron = await startApplication(app);
    const { api } = await openPageOf(electron);
    expect(await api.shell.pickFiles({})).toEqual({ paths: [] });
    electron.answers.files.push([app.image('one.img')], [app.folder]);
    expect(await api.shell.pickFiles({ startIn: '/images' })).toEqual({ paths: [app.image('one.img')] });
    expect(await api.shell.pickFolder({ startIn: '/start' })).toEqual({ path: app.folder });
    expect(await api.shell.pickFolder({})).toEqual({ path: null });
    expect(await api.images.inspect({ path: app.image('two.img'), format: 'raw' })).toMatchObject({
      virtualSize: 1024,
    });
    expect(electron.shown[0]).toMatchObject({
      what: 'open',
      options: {
        properties: ['openFile', 'multiSelections'],
        filters: expect.arrayContaining([
          { name: 'Disk images', extensions: expect.arrayContaining(['vdi', 'vhd', 'vmdk']) as string[] },
          { name: 'All files', extensions: ['*'] },
        ]) as object[],
      },
    });
    expect(electron.shown[1]).toMatchObject({ what: 'open', options: { defaultPath: '/images' } });
    expect(electron.shown[2]).toMatchObject({
      options: { properties: ['openDirectory', 'createDirectory'], defaultPath: '/start' },
    });
  });

  test('may write the file that was named in a save dialog, and no other', async () => {
    const electron = await startApplication({ folder: app.folder, words: [] });
    const { api } = await openPageOf(electron);
    const suggestion = { suggestedName: '../report.json', startIn: app.folder };
    expect(await api.shell.pickSaveFile(suggestion)).toEqual({ path: null });
    electron.answers.saves.push(app.image('two.img'));
    expect(await api.shell.pickSaveFile(suggestion)).toEqual({ path: app.image('two.img') });
    expect(electron.shown[0]).toMatchObject({
      what: 'save',
      options: {
        defaultPath: path.join(app.folder, 'report.json'),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      },
    });
    expect(await api.images.inspect({ path: app.image('two.img'), format: 'raw' })).toMatchObject({
      virtualSize: 1024,
    });
    await expect(api.images.inspect({ path: app.image('one.img'), format: 'raw' })).rejects.toMatchObject({
      reason: 'file.not-granted',
    });
  });

  test('sees granted files in the file manager, lists no folders and grants itself nothing', async () => {
    const electron = await startApplication({ folder: app.folder, words: [app.image('one.img')] });
    const { api } = await openPageOf(electron);
    await api.shell.showInFolder({ path: app.image('one.img') });
    expect(electron.shown).toEqual([{ what: 'folder', options: { path: app.image('one.img') } }]);
    const refusal = { reason: 'host.browser-only', code: 'denied' };
    await expect(api.shell.listFolder({ path: app.folder })).rejects.toMatchObject(refusal);
    await expect(api.shell.grant({ paths: [app.image('two.img')] })).rejects.toMatchObject(refusal);
  });
});
