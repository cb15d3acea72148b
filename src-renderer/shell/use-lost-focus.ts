import { watch } from 'vue';

/**
 * Moves the focus to `next` when what has it leaves the page because `cause` changes: a browser would begin anew at the top of the
 * page.
 */
export function useLostFocus(cause: () => unknown, next: () => HTMLElement | null | undefined): void {
  let focused: Element | null = null;
  watch(
    cause,
    () => {
      focused = document.activeElement;
    },
    { flush: 'sync' },
  );
  watch(
    cause,
    () => {
      if (focused?.isConnected === false) next()?.focus();
    },
    { flush: 'post' },
  );
}
