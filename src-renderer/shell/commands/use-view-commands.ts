import { useRouter } from 'vue-router';
import type { Settings } from '#shared/model/settings.ts';
import { commandsText } from '../../text/commands.ts';
import { defineAction, definePageAction } from '../action.ts';
import type { PageName } from '../router.ts';
import { useSettingsStore } from '../settings.store.ts';
import { useCommandDialogsStore, type CommandDialog } from './command-dialogs.store.ts';

/** What is shown, and how. */
export function useViewCommands() {
  const router = useRouter();
  const settings = useSettingsStore();
  const dialogs = useCommandDialogsStore();

  const goTo = (name: PageName) =>
    definePageAction({
      validate: () => undefined,
      run: async () => {
        await router.push({ name });
      },
    });

  const choose = <K extends 'theme' | 'language'>(setting: K, value: Settings[K]) =>
    defineAction({
      validate: () => (settings.values[setting] === value ? commandsText.reasons.chosen : undefined),
      run: () => settings.change({ [setting]: value }),
    });

  const toggle = (dialog: CommandDialog) =>
    definePageAction({
      validate: () => undefined,
      run: async () => {
        dialogs.toggle(dialog);
      },
    });

  return {
    'go-images': goTo('images'),
    'go-create': goTo('create'),
    'go-convert': goTo('convert'),
    'go-jobs': goTo('jobs'),
    'go-settings': goTo('settings'),
    'show-palette': toggle('palette'),
    'theme-light': choose('theme', 'light'),
    'theme-dark': choose('theme', 'dark'),
    'theme-system': choose('theme', 'system'),
    'language-en': choose('language', 'en'),
    'language-de': choose('language', 'de'),
    'language-system': choose('language', 'system'),
    'show-shortcuts': toggle('shortcuts'),
  } as const;
}
