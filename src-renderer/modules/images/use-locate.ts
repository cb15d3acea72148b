import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { usePick } from '../files/use-pick.ts';
import type { ImageRow } from './image-row.ts';
import { useImagesStore } from './images.store.ts';

/** Finds an image again that was moved: asks the person for the file that it became. */
export function useLocate(row: () => ImageRow): Action {
  const backend = useBackend();
  const host = useAboutStore();
  const store = useImagesStore();
  const { pickFile } = usePick();

  return defineAction({
    validate: () => undefined,
    run: async () => {
      const { id, path } = row();
      const to = await pickFile(host.paths.folderOf(path));
      if (to === undefined) return;
      const value = await (await backend.api()).library.relocate({ path, to });
      // The list may have told of it before this answer came: then the row of the old place is gone already.
      const moved = store.rows.find((one) => one.path === value.path);
      const now = store.find(id) ?? moved;
      if (!now) return;
      store.change(now.id, { path: value.path, image: { kind: 'known', value } });
      store.selectedId = now.id;
    },
  });
}
