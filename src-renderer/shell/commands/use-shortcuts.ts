import { onBeforeUnmount, onMounted } from 'vue';
import { useAboutStore } from '../about.store.ts';
import { acceleratorOf, isPressed } from './shortcuts.ts';
import type { Commands } from './use-commands.ts';

/** Takes the keys of commands in a browser. The desktop program's menu takes them itself, and asks for the command. */
export function useShortcuts({ known, request }: Commands): void {
  const host = useAboutStore();

  const press = (event: KeyboardEvent) => {
    const { about } = host;
    if (about?.host !== 'browser' || event.defaultPrevented || event.isComposing) return;
    const command = known.value.find((id) => {
      const accelerator = acceleratorOf(id, about);
      return accelerator !== undefined && isPressed(accelerator, event, about);
    });
    if (command === undefined) return;
    event.preventDefault();
    if (!event.repeat) void request(command);
  };

  onMounted(() => {
    window.addEventListener('keydown', press);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press);
  });
}
