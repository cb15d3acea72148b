import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { accelerators, commandMenus, type CommandId, type CommandMenu } from '#shared/model/command.ts';
import type { MenuRole } from '#shared/text/desktop.ts';
import { commandNames, desktopWords, roleName } from './words.ts';

type Items = readonly MenuItemConstructorOptions[];

/** What the menu is made for. */
export interface MenuParts {
  /** As `process.platform` names it. */
  readonly platform: string;
  readonly isPackaged: boolean;
  /** Does what was chosen. */
  readonly run: (command: CommandId) => void;
}

/**
 * Shows the application's menu, in the language of now: every command of the window, and what every program has. Nothing in it
 * leads out of the program.
 */
export function setMenu(run: (command: CommandId) => void): void {
  const { platform } = process;
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, isPackaged: app.isPackaged, run })));
}

/** The menu as Electron builds it. */
export function menuTemplate({ platform, isPackaged, run }: MenuParts): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const { menus } = desktopWords();

  function item(command: CommandId): MenuItemConstructorOptions {
    const accelerator = accelerators[command]?.desktop;
    return {
      id: command,
      label: commandNames().titles[command],
      ...(accelerator !== undefined && { accelerator }),
      click: () => {
        run(command);
      },
    };
  }

  const sectionsOf = (menu: CommandMenu): Items[] =>
    commandMenus[menu].map((section) => section.map((command) => item(command)));

  function menu(name: CommandMenu, sections: readonly Items[]): MenuItemConstructorOptions {
    return { label: menus[name], submenu: separated(sections) };
  }

  const [beginning = [], ...others] = sectionsOf('file');
  const recent: Items = [{ ...own('recentDocuments'), submenu: [own('clearRecentDocuments')] }];
  const [pages = [], settings = []] = sectionsOf('go');

  return [
    ...(isMac ? [ownMenu(settings)] : []),
    menu('file', [isMac ? [...beginning, ...recent] : beginning, ...others, [own(isMac ? 'close' : 'quit')]]),
    { role: 'editMenu', label: menus.edit, submenu: separated(editing(isMac)) },
    menu('image', sectionsOf('image')),
    menu('jobs', sectionsOf('jobs')),
    menu('go', isMac ? [pages] : [pages, settings]),
    menu('view', [...sectionsOf('view'), zoom(), [own('togglefullscreen')], ...(isPackaged ? [] : [develop()])]),
    { role: 'windowMenu', label: menus.window, submenu: separated(windows(isMac)) },
    { ...menu('help', [...sectionsOf('help'), ...(isMac ? [] : [[own('about')]])]), role: 'help' },
  ];
}

/** An item that Electron does by itself, in the language of the program. */
function own(role: MenuRole): MenuItemConstructorOptions {
  const label = roleName(role);
  return { role, ...(label !== undefined && { label }) };
}

const zoom = (): Items => [own('resetZoom'), own('zoomIn'), own('zoomOut')];
const develop = (): Items => [own('reload'), own('toggleDevTools')];

function editing(isMac: boolean): readonly Items[] {
  const paste = [own('paste'), ...(isMac ? [own('pasteAndMatchStyle')] : [])];
  return [
    [own('undo'), own('redo')],
    [own('cut'), own('copy'), ...paste, own('delete'), own('selectAll')],
  ];
}

function windows(isMac: boolean): readonly Items[] {
  return [[own('minimize'), own('zoom')], [own(isMac ? 'front' : 'close')]];
}

/** The menu that macOS gives every program under its name: there its people look for the settings. */
function ownMenu(settings: Items): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: separated([
      [own('about')],
      settings,
      [own('services')],
      [own('hide'), own('hideOthers'), own('unhide')],
      [own('quit')],
    ]),
  };
}

function separated(sections: readonly Items[]): MenuItemConstructorOptions[] {
  return sections.flatMap((section, index) => (index === 0 ? section : [{ type: 'separator' as const }, ...section]));
}
