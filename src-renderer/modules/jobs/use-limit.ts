import { computed, type WritableComputedRef } from 'vue';
import { useNotices } from '../../shell/notices.ts';
import { useSettingsStore } from '../../shell/settings.store.ts';

/** How many jobs may run at the same time; what is written to it is kept at once. An emptied field changes nothing. */
export function useLimit(): WritableComputedRef<number, number | null | undefined> {
  const settings = useSettingsStore();
  const notices = useNotices();

  async function change(parallelJobs: number): Promise<void> {
    try {
      await settings.change({ parallelJobs });
    } catch (thrown) {
      notices.showError(thrown);
    }
  }

  return computed({
    get: () => settings.values.parallelJobs,
    set: (limit) => {
      if (typeof limit === 'number') void change(limit);
    },
  });
}
