import { nextTick } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { useNotices } from '../../shell/notices.ts';
import { imagesText } from '../../text/images.ts';
import type { ImageRow } from './image-row.ts';
import { useImagesStore } from './images.store.ts';
import { useShownImages } from './use-shown-images.ts';

/** Takes images off the list. */
export type Remove = (...ids: readonly string[]) => Promise<void>;

/**
 * How images leave the list: the next one that is shown is selected instead of a selected one and gets the focus of what has left
 * with them, and it can be taken back for as long as the notice stays.
 */
export function useRemoval(): Remove {
  const store = useImagesStore();
  const host = useAboutStore();
  const notices = useNotices();
  const { rows } = useShownImages();

  async function undo(removed: readonly ImageRow[]): Promise<void> {
    try {
      const done = store.restore(removed);
      await nextTick();
      focusOn(store.selectedId);
      await done;
    } catch (thrown) {
      notices.showError(thrown);
    }
  }

  function tell(removed: readonly ImageRow[]): void {
    const [first, ...others] = removed;
    const name = first && others.length === 0 ? host.paths.nameOf(first.path) : undefined;
    notices.tell(imagesText.removed(removed.length), name, { label: imagesText.undo, run: () => undo(removed) });
  }

  return async (...ids) => {
    const removed = store.rows.filter(({ id }) => ids.includes(id));
    if (removed.length === 0) return;
    const isSelected = ids.some((id) => id === store.selectedId);
    const next = neighbourOf(isSelected ? store.selectedId : ids[0], ids, rows.value);
    const focused = document.activeElement;
    store.remove(...ids);
    if (isSelected) store.selectedId = next;
    tell(removed);
    await nextTick();
    if (focused?.isConnected === false) focusOn(next);
  };
}

/** The next row that stays, else the one before. */
function neighbourOf(
  id: string | undefined,
  leaving: readonly string[],
  shown: readonly ImageRow[],
): string | undefined {
  const index = shown.findIndex((row) => row.id === id);
  const stays = (row: ImageRow) => !leaving.includes(row.id);
  return (shown.slice(index + 1).find(stays) ?? shown.slice(0, Math.max(0, index)).findLast(stays))?.id;
}

/** The name of an image in the list, or else the button that adds some. */
function focusOn(id: string | undefined): void {
  const name = id === undefined ? null : document.querySelector<HTMLElement>(`[data-name="${id}"]`);
  (name ?? document.querySelector<HTMLElement>('[data-add-images]'))?.focus();
}
