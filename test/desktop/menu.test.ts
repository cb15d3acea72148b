import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accelerators, commandIds, type CommandId } from '#shared/model/command.ts';
import { menuTemplate } from '#main/desktop/menu.ts';
import { chooseLanguage } from '#main/desktop/words.ts';
import { makeAppFolder, openPageOf, startApplication, windowOf } from './application.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

type Item = MenuItemConstructorOptions;

const run = vi.fn<(command: CommandId) => void>();

function menuOn(platform: string, isPackaged = true): readonly Item[] {
  return menuTemplate({ platform, isPackaged, run });
}

function submenuOf({ submenu }: Item): readonly Item[] {
  return Array.isArray(submenu) ? submenu : [];
}

/** All items under some, themselves included. */
function flat(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => [item, ...flat(submenuOf(item))]);
}

/** What a person reads of one menu. */
function linesOf(items: readonly Item[], label: string): readonly (string | undefined)[] {
  const menu = items.find((item) => item.label === label);
  return menu ? submenuOf(menu).map((item) => item.label ?? item.role ?? item.type) : [];
}

/** Keys that roles of Electron's menus have by themselves. */
const ofRoles = [
  'Z',
  'Y',
  'Shift+Z',
  'X',
  'C',
  'V',
  'Shift+V',
  'A',
  'W',
  'M',
  'Q',
  'H',
  'R',
  'Shift+I',
  '0',
  'Plus',
  '-',
];

describe.for(['darwin', 'win32', 'linux'])('the menu on %s', (platform) => {
  beforeEach(() => {
    run.mockClear();
  });

  test('has every command once, and a click does it', () => {
    const items = flat(menuOn(platform)).filter(({ click }) => click);
    expect(items.map(({ id }) => id).toSorted()).toEqual([...commandIds].toSorted());
    for (const { id, click } of items) {
      click?.(undefined as never, undefined, undefined as never);
      expect(run.mock.lastCall).toEqual([id]);
    }
  });

  test('has no item that leads nowhere: each does a command, has a role or opens a menu', () => {
    const idle = flat(menuOn(platform)).filter(
      ({ click, role, submenu, type }) => !click && role === undefined && !submenu && type !== 'separator',
    );
    expect(idle).toEqual([]);
  });

  test('gives no key away twice, nor one that Electron has given to a role', () => {
    const given = flat(menuOn(platform)).flatMap(({ accelerator }) => accelerator ?? []);
    expect(given).toHaveLength(Object.keys(accelerators).length);
    expect(new Set(given).size).toBe(given.length);
    expect(given.filter((keys) => ofRoles.some((role) => keys === `CmdOrCtrl+${role}`))).toEqual([]);
  });

  test.for(['en', 'de'] as const)('has different letters for its menus (%s)', (language) => {
    chooseLanguage({ language });
    const labels = menuOn(platform).flatMap(({ label }) => label ?? []);
    chooseLanguage({ language: 'en' });
    const letters = labels.flatMap((label) => /&(.)/.exec(label)?.[1]?.toLowerCase() ?? []);
    expect(letters).toHaveLength(8);
    expect(new Set(letters).size).toBe(letters.length);
  });

  test('says everything in German, also what Electron says by itself, and does the same', () => {
    const english = flat(menuOn(platform, false));
    chooseLanguage({ language: 'de' });
    const german = flat(menuOn(platform, false));
    chooseLanguage({ language: 'en' });
    const doing = (items: readonly Item[]) => items.map(({ id, role, type }) => id ?? role ?? type);
    expect(doing(german)).toEqual(doing(english));
    const same = german.filter(({ label, type }, index) => type !== 'separator' && label === english[index]?.label);
    // Names of themselves: the program, and a language that calls itself what it does everywhere.
    expect(same.map(({ label }) => label)).toEqual(platform === 'darwin' ? ['Platter'] : []);
    expect(german.filter(({ label, type }) => type !== 'separator' && label === undefined)).toEqual([]);
  });

  test('has the developer tools only while it is developed', () => {
    const roles = (isPackaged: boolean) => flat(menuOn(platform, isPackaged)).map(({ role }) => role);
    expect([roles(true).includes('toggleDevTools'), roles(false).includes('toggleDevTools')]).toEqual([false, true]);
  });
});

describe('manners of the platform', () => {
  test('macOS has the settings in the menu of the program, and the recent documents', () => {
    const menu = menuOn('darwin');
    expect(linesOf(menu, 'Platter')).toContain('Settings');
    expect(linesOf(menu, '&Go')).not.toContain('Settings');
    const recent = flat(menu).find(({ role }) => role === 'recentDocuments');
    expect(recent && submenuOf(recent)).toEqual([{ role: 'clearRecentDocuments' }]);
    expect(linesOf(menu, '&File').at(-1)).toBe('close');
    expect(linesOf(menu, '&Window')).toEqual(['minimize', 'zoom', 'separator', 'front']);
  });

  test('Windows and Linux have the settings among the pages, and the way out under File', () => {
    const menu = menuOn('linux');
    expect(linesOf(menu, '&Go')).toEqual(['Images', 'Create', 'Convert', 'Jobs', 'separator', 'Settings']);
    expect(linesOf(menu, '&File').at(-1)).toBe('quit');
    expect(flat(menu).filter(({ role }) => role === 'recentDocuments')).toEqual([]);
  });
});

describe('the menu of the running program', () => {
  let app: Awaited<ReturnType<typeof makeAppFolder>>;

  beforeEach(async () => {
    app = await makeAppFolder();
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await app.remove();
  });

  test('asks the page for what was clicked, once, and keeps it for a page that is not there yet', async () => {
    const electron = await startApplication(app);
    const click = (id: CommandId) => {
      const item = flat(electron.Menu.current as Item[]).find((one) => one.id === id);
      item?.click?.(undefined as never, undefined, undefined as never);
    };
    click('go-jobs');
    const { api } = await openPageOf(electron);
    const requests = api.shell.requests({})[Symbol.asyncIterator]();
    expect((await requests.next()).value).toEqual({ kind: 'command', command: 'go-jobs' });
    click('show-palette');
    expect((await requests.next()).value).toEqual({ kind: 'command', command: 'show-palette' });

    windowOf(electron).webContents.reload();
    const anew = (await openPageOf(electron)).api.shell.requests({})[Symbol.asyncIterator]();
    click('check-image');
    expect((await anew.next()).value).toEqual({ kind: 'command', command: 'check-image' });
  });
});
