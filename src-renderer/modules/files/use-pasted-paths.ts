import { onBeforeUnmount, onMounted } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { pastedPaths } from './paths.ts';

/** Takes paths that are pasted into the page itself; what is pasted into a field stays there. */
export function usePastedPaths(onPaste: (paths: readonly string[]) => void): void {
  const host = useAboutStore();

  const paste = (event: ClipboardEvent) => {
    const { target } = event;
    if (target instanceof Element && target.closest('input, textarea, [contenteditable], [role="dialog"]')) return;
    const paths = pastedPaths(event.clipboardData?.getData('text/plain') ?? '', host.paths);
    if (paths.length === 0) return;
    event.preventDefault();
    onPaste(paths);
  };

  onMounted(() => {
    document.addEventListener('paste', paste);
  });
  onBeforeUnmount(() => {
    document.removeEventListener('paste', paste);
  });
}
