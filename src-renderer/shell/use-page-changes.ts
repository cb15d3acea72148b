import { nextTick, onScopeDispose, watchEffect } from 'vue';
import { START_LOCATION, useRoute, useRouter } from 'vue-router';
import { shellText } from '../text/shell.ts';
import { announce } from './announcer.ts';
import { pageNames } from './router.ts';

/**
 * Tells which page is shown: by the title of the window, and by the focus, which goes to the name of a new page. Else it would be lost
 * with what has left, and those who do not see the page would not learn that it is another.
 */
export function usePageChanges(): void {
  const route = useRoute();
  const router = useRouter();

  watchEffect(() => {
    const shown = pageNames.find((name) => name === route.name);
    document.title = shown ? shellText.titleOf(shellText.pages[shown]) : shellText.product;
  });
  const stop = router.afterEach((to, from, failure) => {
    if (!failure && from !== START_LOCATION && to.name !== from.name) void tell(document.activeElement);
  });
  onScopeDispose(stop);
}

/** Where the focus was when the page was left tells whether the new one has given it away already. */
async function tell(before: Element | null): Promise<void> {
  await nextTick();
  const main = document.getElementById('main');
  const { activeElement } = document;
  const isGiven = activeElement !== before && main?.contains(activeElement) === true;
  if (isGiven || activeElement?.closest('[role="dialog"][data-state="open"]')) return;
  // In the frame it stays where it is, such as after a command; only the link that led here has done its work.
  const isInFrame = activeElement !== null && activeElement !== document.body && !main?.contains(activeElement);
  if (isInFrame && activeElement.getAttribute('aria-current') !== 'page') announce(document.title);
  else (main?.querySelector<HTMLElement>('h1[tabindex]') ?? main)?.focus();
}
