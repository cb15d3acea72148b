import { nextTick, onBeforeUnmount, onMounted, shallowRef, watchEffect } from 'vue';
import { shellText } from '../text/shell.ts';

/** The key that leads to the notices. */
const key = 'F8';

/** What the component of the notices lacks: a name of their region in the language of the window, and focus guards that are not hidden. */
export function mendNoticeRegion(): void {
  const region = shallowRef<Element | null>(null);
  const guards = new MutationObserver(() => {
    for (const guard of region.value?.querySelectorAll('[tabindex][aria-hidden]') ?? [])
      // What takes the focus, for a moment only, must not be hidden from those who follow it.
      guard.removeAttribute('aria-hidden');
  });
  onMounted(async () => {
    // It is drawn after the rest of the page.
    await nextTick();
    region.value = document.querySelector('[role=region]:has(> [data-slot=viewport])');
    if (region.value) guards.observe(region.value, { childList: true, subtree: true });
  });
  onBeforeUnmount(() => {
    guards.disconnect();
  });
  watchEffect(() => {
    region.value?.setAttribute('aria-label', shellText.notifications(key));
  });
}
