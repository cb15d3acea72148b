import { nextTick, watch } from 'vue';

/**
 * Keeps the focus on a button while its card moves in a list, which takes the focus away. When the button can do no more, such
 * as at the top, the focus goes to the next one of the card that can. `order` changes when cards move.
 */
export function useKeptFocus(order: () => string, list: () => HTMLElement | null): void {
  watch(order, async () => {
    const focused = list()?.ownerDocument.activeElement;
    if (!(focused instanceof HTMLButtonElement) || !list()?.contains(focused)) return;
    const card = focused.closest('[data-job]');
    await nextTick();
    const next = focused.disabled ? card?.querySelector<HTMLButtonElement>('button:enabled') : focused;
    next?.focus();
  });
}
