import { watch } from 'vue';
import { useImagesStore } from './images.store.ts';
import { useLooksStore } from './looks.store.ts';
import { useMaintenanceStore } from './maintenance.store.ts';

/**
 * Looks at images again when a job has changed them, or was refused because somebody uses them, and at remembered ones when
 * they are selected, wherever the person is in the window meanwhile.
 */
export function useFreshImages(): void {
  const store = useImagesStore();
  const looks = useLooksStore();
  const maintenance = useMaintenanceStore();
  /** The news of each image of the list that were heard. */
  let seen: ReadonlyMap<string, string> = new Map();

  watch(
    () => maintenance.lastJobs,
    () => {
      const heard = new Map<string, string>();
      for (const { id, path, image } of store.rows) {
        const news = maintenance.lastNews(path)?.id;
        if (news === undefined) continue;
        heard.set(id, news);
        // What was not looked at in this session has nothing to be refreshed.
        if (seen.get(id) !== news && image.kind !== 'waiting') void looks.refresh(id);
      }
      seen = heard;
    },
  );
  watch(
    () => store.selected,
    (row) => {
      if (row) void looks.visit(row.id);
    },
    { immediate: true },
  );
}
