import { readFile, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  beginJob,
  eventually,
  jobsWhen,
  makeAppFolder,
  openPageOf,
  startApplication,
  windowOf,
  type Electron,
} from './application.ts';

let app: Awaited<ReturnType<typeof makeAppFolder>>;

beforeEach(async () => {
  app = await makeAppFolder();
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await app.remove();
});

async function start(platform?: NodeJS.Platform, locale = 'en-US') {
  const words = [app.image('one.img')];
  const early = ({ app: program }: Electron) => {
    program.locale = locale;
  };
  const electron = await startApplication({ folder: app.folder, words, early, ...(platform && { platform }) });
  return { electron, window: windowOf(electron), ...(await openPageOf(electron)) };
}

describe('while jobs run', () => {
  test('the taskbar shows them, the machine stays awake, and their end is told to a person who is elsewhere', async () => {
    const { electron, window, api } = await start();
    window.blur();
    const id = await beginJob(api, app.image('one.img'));
    await eventually(() => {
      expect(window.bars.at(-1)?.[1]).toBe('paused');
    });
    expect(electron.powerSaveBlocker.started.size).toBe(0);
    await api.jobs.resume({ id });
    await eventually(() => {
      expect(electron.powerSaveBlocker.started.size).toBe(1);
    });
    await eventually(() => {
      expect(electron.Notification.shown.map(({ title }) => title)).toEqual(['Done: one.img.vdi']);
    });
    expect(window.bars.at(-1)).toEqual([-1, 'none']);
    expect(electron.powerSaveBlocker.started.size).toBe(0);

    electron.Notification.shown[0]?.emit('click');
    expect(window.isFocused()).toBe(true);
    for await (const request of api.shell.requests({}, new AbortController().signal)) {
      expect(request).toEqual({ kind: 'command', command: 'go-jobs' });
      break;
    }
  });

  test.for(['sees the window', 'wishes to hear nothing'])('nobody is told who %s', async (reason) => {
    const { electron, window, api } = await start();
    if (reason !== 'sees the window') window.blur();
    await api.settings.change({ notifications: reason === 'sees the window' });
    const id = await beginJob(api, app.image('one.img'));
    await api.jobs.resume({ id });
    await jobsWhen(api, ([job]) => job?.state.kind === 'succeeded');
    await eventually(() => {
      expect(window.bars.slice(1).map(([, mode]) => mode)).toEqual(expect.arrayContaining(['paused', 'none']));
    });
    expect(electron.Notification.shown).toEqual([]);
  });
});

describe('the theme', () => {
  test('is the one in the settings, at the start and at once when it changes, down to the background', async () => {
    await mkdir(path.join(app.folder, 'userData'));
    const settings = { version: 1, settings: { theme: 'dark' } };
    await writeFile(path.join(app.folder, 'userData/settings.json'), JSON.stringify(settings));
    const { electron, window, api } = await start();
    expect([electron.nativeTheme.themeSource, window.options['backgroundColor']]).toEqual(['dark', '#1b1e25']);
    await api.settings.change({ theme: 'light' });
    await eventually(() => {
      expect(window.backgroundColor).toBe('#ffffff');
    });
    await api.settings.change({ theme: 'system' });
    electron.nativeTheme.becomeDark(true);
    await eventually(() => {
      expect([electron.nativeTheme.themeSource, window.backgroundColor]).toEqual(['system', '#1b1e25']);
    });
  });

  test('does not trouble a window that is closed', async () => {
    const { electron, window } = await start('darwin');
    window.close();
    expect(() => {
      electron.nativeTheme.becomeDark(true);
    }).not.toThrow();
  });

  test('has the backgrounds of the page', async () => {
    const theme = await readFile(path.join(import.meta.dirname, '../../src-renderer/theme.css'), 'utf8');
    expect(theme).toMatch(/--ui-bg: #fff;/);
    expect(theme).toMatch(/--ui-bg: var\(--ui-color-neutral-900\);/);
    expect(theme).toMatch(/--ui-color-neutral-900: #1b1e25;/);
  });
});

describe('the language', () => {
  /** What a person reads of the menu bar. */
  const bar = ({ Menu }: Electron) => (Menu.current as readonly { label?: string }[]).map(({ label }) => label);

  test('of menus and dialogs is that of the page, at the start and at once when it changes', async () => {
    const { electron, api } = await start(undefined, 'de-AT');
    expect(bar(electron)).toContain('&Datei');
    await api.settings.change({ language: 'en' });
    await eventually(() => {
      expect(bar(electron)).toContain('&File');
    });
    await api.settings.change({ language: 'de' });
    await eventually(() => {
      expect(bar(electron)).toContain('&Datei');
    });
    await beginJob(api, app.image('one.img'));
    electron.app.quit();
    await eventually(() => {
      expect(electron.shown).toMatchObject([
        { options: { message: 'Ein Auftrag ist angehalten.', buttons: ['Weiterlaufen lassen', 'Beenden'] } },
      ]);
    });
  });

  test('of a system that speaks neither is English', async () => {
    const { electron } = await start(undefined, 'fr');
    expect(bar(electron)).toContain('&File');
  });
});

describe('the window', () => {
  test('opens where it was left, and as it was left', async () => {
    const first = await start();
    first.window.place({ x: 40, y: 50, width: 1000, height: 700 });
    first.window.maximize();
    first.window.close();
    await eventually(() => {
      expect(first.electron.app.exitCode).toBe(0);
    });
    const { window } = await start();
    expect(window.options).toMatchObject({ x: 40, y: 50, width: 1000, height: 700, minWidth: 640, minHeight: 400 });
    expect([window.isMaximized(), window.isVisible]).toEqual([true, true]);
  });

  test('is in the middle and not maximised the first time', async () => {
    const { window } = await start();
    expect(Object.keys(window.options)).not.toContain('x');
    expect(window.isMaximized()).toBe(false);
  });
});

describe('an image that was opened', () => {
  test('is a recent document of the system, but not once more at the next start', async () => {
    const { electron, api } = await start();
    await api.library.open({ path: app.image('one.img'), format: 'raw', openedAt: Date.now() });
    await eventually(() => {
      expect(electron.app.recentDocuments).toEqual([app.image('one.img')]);
    });
    windowOf(electron).close();
    await eventually(() => {
      expect(electron.app.exitCode).toBe(0);
    });
    const next = await start();
    await next.api.library.open({ path: app.image('one.img'), format: 'raw', openedAt: Date.now() });
    await eventually(() => {
      expect(next.electron.app.recentDocuments).toHaveLength(1);
    });
  });
});

describe('the program', () => {
  test('says who it is, on Windows by the name that its shortcuts carry', async () => {
    const builder = await readFile(path.join(import.meta.dirname, '../../electron-builder.yml'), 'utf8');
    const { electron } = await start('win32');
    expect(builder).toContain(`appId: ${String(electron.app.userModelId)}\n`);
    expect(electron.app.aboutPanel).toMatchObject({ applicationName: 'Platter', applicationVersion: '1.2.3' });
  });

  test('of the tests keeps its data where they say; a packaged one where it always does', async () => {
    for (const isPackaged of [false, true]) {
      const words = [`--user-data-dir=${app.image('person')}`];
      const electron = await startApplication({ folder: app.folder, isPackaged, words });
      const own = path.join(app.folder, 'userData');
      expect(electron.app.getPath('userData')).toBe(isPackaged ? own : app.image('person'));
    }
  });

  test('has no such name while it is developed, where no shortcut carries it', async () => {
    const electron = await startApplication({ folder: app.folder, isPackaged: false, platform: 'win32' });
    expect(electron.app.userModelId).toBeUndefined();
  });
});
