import { computed, type ComputedRef } from 'vue';
import { commandIds, desktopCommands, type CommandId } from '#shared/model/command.ts';
import { commandsText } from '../../text/commands.ts';
import { useAboutStore } from '../about.store.ts';
import type { Action } from '../action.ts';
import { useNotices } from '../notices.ts';
import { useCommandDialogsStore } from './command-dialogs.store.ts';
import { useFileCommands } from './use-file-commands.ts';
import { useImageCommands } from './use-image-commands.ts';
import { useJobCommands } from './use-job-commands.ts';
import { useViewCommands } from './use-view-commands.ts';

export interface Commands {
  /** What each command does, and whether it can be done now. */
  readonly actions: Readonly<Record<CommandId, Action>>;
  /** The commands that this host knows, in the order of the menus. */
  readonly known: ComputedRef<readonly CommandId[]>;
  /** Does what a key or a menu asks for; says why when it cannot be done. */
  readonly request: (command: CommandId) => Promise<void>;
}

/** Everything a person can do by its name. Used once, by the frame. */
export function useCommands(): Commands {
  const host = useAboutStore();
  const dialogs = useCommandDialogsStore();
  const notices = useNotices();
  const actions: Record<CommandId, Action> = {
    ...useFileCommands(),
    ...useImageCommands(),
    ...useJobCommands(),
    ...useViewCommands(),
  };

  /** What a command shows would lie below a dialog that waits for its answer. */
  function reasonOf(command: CommandId): string | undefined {
    return isDialogOpen() ? commandsText.reasons.dialogOpen : actions[command].reason.value;
  }

  return {
    actions,
    known: computed(() => commandIds.filter((id) => host.isDesktop || !desktopCommands.includes(id))),
    async request(command) {
      const { shown } = dialogs;
      const reason = shown === undefined || shown === 'repair' ? reasonOf(command) : actions[command].reason.value;
      if (reason !== undefined) {
        notices.tell(commandsText.titles[command], reason);
        return;
      }
      // A list of commands asks nothing: it makes way, unless it is what is asked for.
      if (shown !== undefined && command !== commandOf[shown]) dialogs.shown = undefined;
      await actions[command].run();
    },
  };
}

const commandOf = { palette: 'show-palette', shortcuts: 'show-shortcuts', repair: 'repair-image' } as const;

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][data-state="open"]') !== null;
}
