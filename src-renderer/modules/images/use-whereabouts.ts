import { onBeforeUnmount, onMounted } from 'vue';
import { useBackend } from '../../backend/client.ts';

/** Lets it be looked whether the images are where they were, when the list shows and whenever the person comes back to it. */
export function useWhereabouts(): void {
  const backend = useBackend();

  async function look(): Promise<void> {
    try {
      await (await backend.api()).library.look({});
    } catch {
      // The connection is lost; the list that comes with the next one is looked through anew.
    }
  }
  const comeBack = () => void look();

  onMounted(() => {
    window.addEventListener('focus', comeBack);
    void look();
  });
  onBeforeUnmount(() => {
    window.removeEventListener('focus', comeBack);
  });
}
