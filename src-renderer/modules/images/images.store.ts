import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { WireError } from '#shared/errors.ts';
import type { ListedImage } from '#shared/model/library.ts';
import { useBackend } from '../../backend/client.ts';
import { follow } from '../../backend/follow.ts';
import type { ImageRow } from './image-row.ts';
import type { ListOrder } from './list-order.ts';
import { mergeList, newestFirst } from './merge-list.ts';

export const imageTabs = ['overview', 'map', 'contents', 'chain', 'check', 'compact', 'details'] as const;
export type ImageTab = (typeof imageTabs)[number];

/** The images that were opened, in this session and earlier ones, and what is looked at of them. It outlives the page. */
export const useImagesStore = defineStore('images', () => {
  const backend = useBackend();
  const stopped = new AbortController();
  /** Newest first. */
  const rows = shallowRef<readonly ImageRow[]>([]);
  const selectedId = ref<string>();
  const tab = ref<ImageTab>('overview');
  const search = ref('');
  const order = ref<ListOrder>({ by: 'openedAt', direction: 'descending' });
  /** What happened to the file of the list, if anything did. */
  const notice = shallowRef<WireError | null>(null);
  /** False until the main process has told what it remembers. */
  const isKnown = ref(false);
  /** Taken off the list here, while the main process may still tell of them. */
  const removing = new Set<string>();
  let lastId = 0;

  const selected = computed(() => find(selectedId.value));

  function find(id: string | undefined): ImageRow | undefined {
    return rows.value.find((row) => row.id === id);
  }

  function newRow(path: string, openedAt: number): ImageRow {
    return { id: String(++lastId), path, image: { kind: 'waiting' }, openedAt, freeSpace: false, asCopy: false };
  }

  /** Puts images at the front, in the order in which they are named, and selects the first. Returns the rows of all of them. */
  function add(paths: readonly string[]): readonly ImageRow[] {
    const now = Date.now();
    const named = [...new Set(paths)].map((path, index) => {
      const openedAt = now - index;
      const known = rows.value.find((row) => row.path === path);
      return known ? { ...known, openedAt } : newRow(path, openedAt);
    });
    for (const { path } of named) removing.delete(path);
    const ids = new Set(named.map(({ id }) => id));
    rows.value = newestFirst([...named, ...rows.value.filter(({ id }) => !ids.has(id))]);
    if (!named[0]) return named;
    selectedId.value = named[0].id;
    // What was opened just now is to be seen, whatever was searched for before.
    search.value = '';
    return named;
  }

  function change(id: string, changes: Partial<Omit<ImageRow, 'id'>>): void {
    // A path may be found to be another way to write one that is listed already.
    const isTwin = (row: ImageRow) => row.id !== id && row.path === changes.path;
    const twin = rows.value.find(isTwin);
    rows.value = rows.value
      .filter((row) => row !== twin)
      .map((row) => (row.id === id ? { ...row, ...(twin && { entry: twin.entry }), ...changes } : row));
    if (twin && selectedId.value === twin.id) selectedId.value = id;
  }

  function take({
    images,
    notice: said,
  }: {
    readonly images: readonly ListedImage[];
    readonly notice: WireError | null;
  }) {
    const told = new Set(images.map(({ path }) => path));
    for (const path of removing) if (!told.has(path)) removing.delete(path);
    const list = images.filter(({ path }) => !removing.has(path));
    rows.value = mergeList(rows.value, list, newRow);
    notice.value = said;
    isKnown.value = true;
    if (!find(selectedId.value)) selectedId.value = undefined;
  }

  /** Takes images off the list; the files stay. */
  function remove(...ids: readonly string[]): void {
    const gone = rows.value.filter(({ id }) => ids.includes(id));
    rows.value = rows.value.filter(({ id }) => !ids.includes(id));
    if (!find(selectedId.value)) selectedId.value = undefined;
    void forget(gone.map(({ path }) => path));
  }

  /** Puts images back that were taken off the list, as they were, and selects the first. Rejects when they may not be remembered. */
  async function restore(removed: readonly ImageRow[]): Promise<void> {
    const paths = removed.map(({ path }) => path);
    for (const path of paths) removing.delete(path);
    const back = removed.filter(({ path }) => !rows.value.some((row) => row.path === path));
    // A row of no list stays until the list tells of it again.
    rows.value = newestFirst([...rows.value, ...back.map((row) => ({ ...row, entry: undefined }))]);
    selectedId.value = rows.value.find(({ path }) => path === paths[0])?.id;
    await (await backend.api()).library.restore({ paths });
  }

  async function forget(paths: readonly string[]): Promise<void> {
    for (const path of paths) removing.add(path);
    try {
      await (await backend.api()).library.remove({ paths: [...paths] });
    } catch {
      // The connection is lost. The next list tells what is remembered, and it is shown as it is.
      for (const path of paths) removing.delete(path);
    }
  }

  void follow(backend, (api, signal) => api.library.watch({}, signal), take, stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });

  return { rows, selected, selectedId, tab, search, order, notice, isKnown, find, add, change, remove, restore };
});
