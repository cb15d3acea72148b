import { commandMenus, type CommandId, type CommandMenu } from '#shared/model/command.ts';
import { commandsText } from '../../text/commands.ts';
import { acceleratorOf, keysOf, type Keyboard } from './shortcuts.ts';

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly { readonly title: string; readonly keys: readonly string[] }[];
}

/** All keys of this host: those of commands by their menus, then those of the window and of what is in it. */
export function shortcutGroups(known: readonly CommandId[], keyboard: Keyboard): readonly ShortcutGroup[] {
  const menus = Object.keys(commandMenus) as CommandMenu[];
  const ofCommands = menus.map((menu) => {
    const ids: readonly CommandId[] = commandMenus[menu].flat();
    return {
      title: commandsText.menus[menu],
      shortcuts: ids.flatMap((id) => {
        const accelerator = known.includes(id) ? acceleratorOf(id, keyboard) : undefined;
        return accelerator === undefined
          ? []
          : [{ title: commandsText.titles[id], keys: keysOf(accelerator, keyboard) }];
      }),
    };
  });
  return [...ofCommands.filter(({ shortcuts }) => shortcuts.length > 0), ofLists(), ofWindow(keyboard)];
}

/** Zoom and full screen belong to the browser, or to the roles of the desktop program's menu: the same keys in both. */
function ofWindow(keyboard: Keyboard): ShortcutGroup {
  const text = commandsText.shortcuts;
  const zoom = (key: string) => [...keysOf('CmdOrCtrl', keyboard), key];
  return {
    title: text.window,
    shortcuts: [
      { title: text.zoomIn, keys: zoom('+') },
      { title: text.zoomOut, keys: zoom('−') },
      { title: text.resetZoom, keys: zoom('0') },
      { title: text.fullScreen, keys: keyboard.platform === 'darwin' ? ['⌃', '⌘', 'F'] : ['F11'] },
    ],
  };
}

function ofLists(): ShortcutGroup {
  const text = commandsText.shortcuts;
  return {
    title: text.lists,
    shortcuts: [
      { title: text.move, keys: ['↑', '↓', '←', '→'] },
      { title: text.edges, keys: [commandsText.keys.home, commandsText.keys.end] },
      { title: text.close, keys: [commandsText.keys.escape] },
    ],
  };
}
