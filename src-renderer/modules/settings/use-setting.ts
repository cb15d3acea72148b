import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue';
import type { Settings } from '#shared/model/settings.ts';
import { announce } from '../../shell/announcer.ts';
import { useNotices } from '../../shell/notices.ts';
import { useSettingsStore } from '../../shell/settings.store.ts';
import { settingsText } from '../../text/settings.ts';

/** How long it is shown that a setting was kept. */
const shownMilliseconds = 3000;

export interface OneSetting<T> {
  /** The setting as it is; writing to it keeps the new value at once. */
  readonly value: Ref<T>;
  /** True for a moment after a change was kept. */
  readonly isSaved: ComputedRef<boolean>;
}

/** One setting on the page, with the quiet word that it was kept. `label` is what a screen reader calls it. */
export function useSetting<Name extends keyof Settings>(name: Name, label: () => string): OneSetting<Settings[Name]> {
  const store = useSettingsStore();
  const notices = useNotices();
  const saved = ref(0);
  const timers = new Set<ReturnType<typeof setTimeout>>();

  async function keep(value: Settings[Name]): Promise<void> {
    const changes: Partial<Settings> = {};
    Object.assign(changes, { [name]: value });
    try {
      await store.change(changes);
      // When the file could not be written, the window says so, and nothing was saved.
      if (store.notice === null) confirm();
    } catch (thrown) {
      notices.showError(thrown);
    }
  }

  function confirm(): void {
    announce(settingsText.savedName(label()));
    saved.value += 1;
    const timer = setTimeout(() => {
      saved.value -= 1;
      timers.delete(timer);
    }, shownMilliseconds);
    timers.add(timer);
  }

  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer);
  });

  return {
    value: computed({
      get: () => store.values[name],
      set: (value) => {
        if (value !== store.values[name]) void keep(value);
      },
    }),
    isSaved: computed(() => saved.value > 0),
  };
}
