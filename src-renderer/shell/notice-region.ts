import { nextTick, onMounted, shallowRef, watchEffect } from 'vue';
import { shellText } from '../text/shell.ts';

/** The key that leads to the notices. */
const key = 'F8';

/** Gives the region of the notices a name in the language of the window; the component knows only an English one. */
export function nameNoticeRegion(): void {
  const region = shallowRef<Element | null>(null);
  onMounted(async () => {
    // It is drawn after the rest of the page.
    await nextTick();
    region.value = document.querySelector('[role=region]:has(> [data-slot=viewport])');
  });
  watchEffect(() => {
    region.value?.setAttribute('aria-label', shellText.notifications(key));
  });
}
