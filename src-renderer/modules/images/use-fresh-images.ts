import { watch } from 'vue';
import { useImagesStore } from './images.store.ts';
import { useMaintenanceStore } from './maintenance.store.ts';
import { useImages } from './use-images.ts';

/** Looks at images again when a job has changed them, wherever the person is in the window meanwhile. */
export function useFreshImages(): void {
  const store = useImagesStore();
  const maintenance = useMaintenanceStore();
  const { refresh } = useImages();
  const seen = new Map<string, string>();

  watch(
    () => maintenance.lastJobs,
    () => {
      for (const { id, path } of store.rows) {
        const change = maintenance.lastChange(path)?.id;
        if (change === undefined || seen.get(id) === change) continue;
        seen.set(id, change);
        void refresh(id);
      }
    },
  );
}
