import { defineStore } from 'pinia';
import { ref } from 'vue';

/** The dialogs that commands open anywhere in the window. */
export type CommandDialog = 'palette' | 'shortcuts' | 'repair';

export const useCommandDialogsStore = defineStore('command-dialogs', () => {
  const shown = ref<CommandDialog>();

  /** Shows a dialog, or takes it away when it is shown. */
  function toggle(dialog: CommandDialog): void {
    shown.value = shown.value === dialog ? undefined : dialog;
  }

  return { shown, toggle };
});
