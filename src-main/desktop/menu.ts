import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { accelerators, commandMenus, type CommandId, type CommandMenu } from '#shared/model/command.ts';
import { commandWords } from '#shared/text/commands.ts';

type Items = readonly MenuItemConstructorOptions[];

/** What the menu is made for. */
export interface MenuParts {
  /** As `process.platform` names it. */
  readonly platform: string;
  readonly isPackaged: boolean;
  /** Does what was chosen. */
  readonly run: (command: CommandId) => void;
}

/** Shows the application's menu: every command of the window, and what every program has. Nothing in it leads out of the program. */
export function setMenu(run: (command: CommandId) => void): void {
  const { platform } = process;
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, isPackaged: app.isPackaged, run })));
}

/** The menu as Electron builds it. */
export function menuTemplate({ platform, isPackaged, run }: MenuParts): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';

  function item(command: CommandId): MenuItemConstructorOptions {
    const accelerator = accelerators[command]?.desktop;
    return {
      id: command,
      label: commandWords.titles[command],
      ...(accelerator !== undefined && { accelerator }),
      click: () => {
        run(command);
      },
    };
  }

  const sectionsOf = (menu: CommandMenu): Items[] =>
    commandMenus[menu].map((section) => section.map((command) => item(command)));

  function menu(name: CommandMenu, sections: readonly Items[]): MenuItemConstructorOptions {
    return { label: `&${commandWords.menus[name]}`, submenu: separated(sections) };
  }

  const [beginning = [], ...others] = sectionsOf('file');
  const recent: Items = [{ role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] }];
  const [pages = [], settings = []] = sectionsOf('go');

  return [
    ...(isMac ? [ownMenu(settings)] : []),
    menu('file', [isMac ? [...beginning, ...recent] : beginning, ...others, [{ role: isMac ? 'close' : 'quit' }]]),
    { role: 'editMenu' },
    menu('image', sectionsOf('image')),
    menu('jobs', sectionsOf('jobs')),
    menu('go', isMac ? [pages] : [pages, settings]),
    menu('view', [...sectionsOf('view'), zoom, [{ role: 'togglefullscreen' }], ...(isPackaged ? [] : [develop])]),
    { role: 'windowMenu' },
    { ...menu('help', [...sectionsOf('help'), ...(isMac ? [] : [[{ role: 'about' as const }]])]), role: 'help' },
  ];
}

const zoom: Items = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }];
const develop: Items = [{ role: 'reload' }, { role: 'toggleDevTools' }];

/** The menu that macOS gives every program under its name: there its people look for the settings. */
function ownMenu(settings: Items): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: separated([
      [{ role: 'about' }],
      settings,
      [{ role: 'services' }],
      [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }],
      [{ role: 'quit' }],
    ]),
  };
}

function separated(sections: readonly Items[]): MenuItemConstructorOptions[] {
  return sections.flatMap((section, index) => (index === 0 ? section : [{ type: 'separator' as const }, ...section]));
}
