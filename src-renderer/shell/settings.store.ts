import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { WireError } from '#shared/errors.ts';
import { defaultSettings, type Settings } from '#shared/model/settings.ts';
import { useBackend } from '../backend/client.ts';
import { follow } from '../backend/follow.ts';

/** What the person chose once for all, as the main process keeps it; the usual choices until it has told. */
export const useSettingsStore = defineStore('settings', () => {
  const backend = useBackend();
  const stopped = new AbortController();
  const values = shallowRef<Settings>(defaultSettings);
  const notice = shallowRef<WireError | null>(null);
  const isKnown = shallowRef(false);

  function take(current: { readonly settings: Settings; readonly notice: WireError | null }): void {
    values.value = current.settings;
    notice.value = current.notice;
    isKnown.value = true;
  }

  void follow(backend, (api, signal) => api.settings.watch({}, signal), take, stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });

  /** Changes some settings. Resolves when they are kept. */
  async function change(changes: Partial<Settings>): Promise<void> {
    take(await (await backend.api()).settings.change(changes));
  }

  return {
    values: computed(() => values.value),
    /** What happened to the file of the settings, if anything did. */
    notice: computed(() => notice.value),
    /** False until the main process has told; then `values` are the person's own. */
    isKnown: computed(() => isKnown.value),
    change,
  };
});
