import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ImageRow } from './image-row.ts';

export const imageTabs = ['overview', 'check', 'compact'] as const;
export type ImageTab = (typeof imageTabs)[number];

/** The images opened in this session, and what is looked at of them. It outlives the page. */
export const useImagesStore = defineStore('images', () => {
  const rows = shallowRef<readonly ImageRow[]>([]);
  const selectedId = ref<string>();
  const tab = ref<ImageTab>('overview');
  let lastId = 0;

  const selected = computed(() => rows.value.find(({ id }) => id === selectedId.value));

  /** Takes images that are not in the list yet, and selects the first of all that were named. Returns the new rows. */
  function add(paths: readonly string[]): readonly ImageRow[] {
    const known = new Set(rows.value.map(({ path }) => path));
    const added = [...new Set(paths)]
      .filter((path) => !known.has(path))
      .map((path): ImageRow => ({
        id: String(++lastId),
        path,
        image: { kind: 'waiting' },
        freeSpace: false,
        asCopy: false,
      }));
    rows.value = [...rows.value, ...added];
    const first = rows.value.find(({ path }) => path === paths[0]);
    if (first) selectedId.value = first.id;
    return added;
  }

  function change(id: string, changes: Partial<Omit<ImageRow, 'id'>>): void {
    rows.value = rows.value.map((row) => (row.id === id ? { ...row, ...changes } : row));
  }

  /** Takes an image off the list; the file stays. Its neighbour is selected instead. */
  function remove(id: string): void {
    const index = rows.value.findIndex((row) => row.id === id);
    rows.value = rows.value.filter((row) => row.id !== id);
    if (selectedId.value === id) selectedId.value = rows.value[Math.min(index, rows.value.length - 1)]?.id;
  }

  return { rows, selected, selectedId, tab, add, change, remove };
});
