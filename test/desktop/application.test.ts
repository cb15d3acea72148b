import path from 'node:path';
import { pathToFileURL } from 'node:url';
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
      },
    });
    expect(window.webContents.navigate('https://example.org/')).toBe(false);
    expect(await electron.session.defaultSession.permissions('media', 'platter://app/')).toEqual([false, false, false]);
  });

  test('has a menu without developer tools, once it is packaged', async () => {
    const electron = await startApplication(app);
    expect(JSON.stringify(electron.Menu.current)).not.toMatch(/toggleDevTools|reload/);
  });

  test('comes back after a crash; after a second one in a minute the person is asked', async () => {
    const electron = await startApplication(app);
    const { webContents } = windowOf(electron);
    webContents.crash();
    expect(webContents.isCrashed()).toBe(false);
    expect((await (await openPageOf(electron)).api.shell.about({})).host).toBe('desktop');
    electron.answers.buttons.push(0);
    webContents.crash('oom');
    expect(webContents.isCrashed()).toBe(true);
    await vi.waitFor(() => {
      expect(webContents.isCrashed()).toBe(false);
    });
    expect(electron.shown).toMatchObject([{ what: 'message', options: { type: 'error' } }]);
  });

  test('that is missing its files says so and ends the program', async () => {
    const electron = await startApplication({ folder: path.join(app.folder, 'none') });
    expect([electron.app.exitCode, electron.shown]).toMatchObject([
      1,
      [{ what: 'error', options: { title: 'Platter cannot start' } }],
    ]);
  });
});

describe('files from outside', () => {
  test('are granted and told to the page: words, addresses and events, but no switches', async () => {
    const electron = await startApplication({
      folder: app.folder,
      words: ['--inspect', app.image('one.img'), 'https://example.org/x.vdi'],
      early: ({ app: program }) => {
        program.emit('open-file', { preventDefault: () => undefined }, app.image('two.img'));
      },
    });
    const { api } = await openPageOf(electron);
    const { openedPaths, ...about } = await api.shell.about({});
    expect(about).toMatchObject({ host: 'desktop', version: '1.2.3', homeFolder: '/home', separator: path.sep });
    expect(openedPaths).toEqual(expect.arrayContaining([app.image('one.img'), app.image('two.img')]));
    expect(await api.images.inspect({ path: app.image('two.img'), format: 'raw' })).toMatchObject({
      virtualSize: 1024,
    });
  });

  test('given to a second start come to the first, whose window comes forward', async () => {
    const electron = await startApplication(app);
    const window = windowOf(electron);
    window.minimized = true;
    const words = ['platter', 'one.img', pathToFileURL(app.image('two.img')).href];
    electron.app.emit('second-instance', {}, words, app.folder);
    await vi.waitFor(() => {
      expect([window.focused, window.minimized]).toEqual([1, false]);
    });
    const { openedPaths } = await (await openPageOf(electron)).api.shell.about({});
    expect(openedPaths).toEqual([app.image('one.img'), app.image('two.img')]);
  });

  test('are left to the first start by the second, which ends', async () => {
    const electron = await startApplication({ folder: app.folder, hasLock: false });
    expect([electron.app.exitCode, electron.BrowserWindow.all]).toEqual([0, []]);
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
    expect(await api.shell.pickFiles({})).toEqual({ paths: [app.image('one.img')] });
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

describe('quitting', () => {
  test('ends at once when nothing runs', async () => {
    const electron = await startApplication(app);
    windowOf(electron).destroy();
    await vi.waitFor(() => {
      expect(electron.app.exitCode).toBe(0);
    });
    expect(electron.shown).toEqual([]);
  });

  test('asks while a job runs; staying brings the window back, leaving cancels the job', async () => {
    const electron = await startApplication({ folder: app.folder, words: [app.image('one.img')] });
    const { api } = await openPageOf(electron);
    const source = app.image('one.img');
    await api.convert.start({ source, sourceFormat: 'raw', target: app.image('one.vdi') });
    windowOf(electron).destroy();
    await vi.waitFor(() => {
      expect(electron.BrowserWindow.all).toHaveLength(1);
    });
    expect(electron.shown).toMatchObject([{ what: 'message', options: { message: 'A job is still running.' } }]);
    expect(electron.app.exitCode).toBeUndefined();
    electron.answers.buttons.push(1);
    electron.app.quit();
    electron.app.quit();
    await vi.waitFor(() => {
      expect(electron.app.exitCode).toBe(0);
    });
  });
});
