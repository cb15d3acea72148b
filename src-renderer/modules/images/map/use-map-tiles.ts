import { onScopeDispose, readonly, shallowRef, watch, type ShallowRef } from 'vue';
import { toWire, type WireError } from '#shared/errors.ts';
import type { MapSnapshot } from '#shared/model/map.ts';
import { useBackend } from '../../../backend/client.ts';
import type { ImageRow } from '../image-row.ts';
import { decodeCells } from './map-cells.ts';
import { mapInput } from './map-input.ts';
import { squareCount, squaresOf } from './map-view.ts';
import { TileStore, tileLength } from './tile-store.ts';
import type { MapViewState } from './use-map-view.ts';

export interface MapTiles {
  readonly store: TileStore;
  /** Changes whenever the store knows more. */
  readonly version: Readonly<ShallowRef<number>>;
  /** Why details could not be had, until they can be. */
  readonly problem: Readonly<ShallowRef<WireError | undefined>>;
}

export interface MapTilesOf {
  readonly row: () => ImageRow;
  readonly map: () => MapSnapshot;
  /** Changes when what was found out before says nothing any more. */
  readonly state: () => number;
  readonly place: MapViewState;
}

/** Asks for the details of what is shown and of what lies beside it, and no longer for what was left. */
export function useMapTiles({ row, map, state, place }: MapTilesOf): MapTiles {
  const backend = useBackend();
  const store = new TileStore();
  const version = shallowRef(0);
  const problem = shallowRef<WireError>();
  const asked = new Map<string, AbortController>();

  function forgetAsked(isKept: (key: string) => boolean): void {
    for (const [key, controller] of asked) {
      if (isKept(key)) continue;
      asked.delete(key);
      controller.abort();
    }
  }

  async function ask(key: string, cell: number, tile: number): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    asked.set(key, controller);
    try {
      const start = tile * tileLength * cell;
      const wanted = { ...mapInput(row()), start, cell, count: tileLength };
      const { cells } = await (await backend.api()).map.cells(wanted, signal);
      if (signal.aborted) return;
      store.set(cell, tile, decodeCells(cells));
      version.value += 1;
      problem.value = undefined;
    } catch (thrown) {
      if (!signal.aborted) problem.value = toWire(thrown);
    } finally {
      if (asked.get(key) === controller) asked.delete(key);
    }
  }

  function askForShown(): void {
    const { cell, first } = place.view.value;
    const last = Math.min(first + squaresOf(place.layout.value), squareCount(map(), cell)) - 1;
    const lastTile = Math.floor((squareCount(map(), cell) - 1) / tileLength);
    const from = Math.max(0, Math.floor(first / tileLength) - 1);
    const to = Math.min(lastTile, Math.floor(last / tileLength) + 1);
    const wanted = new Map<string, number>();
    for (let tile = from; tile <= to; tile += 1) if (!store.has(cell, tile)) wanted.set(`${cell} ${tile}`, tile);
    forgetAsked((key) => wanted.has(key));
    for (const [key, tile] of wanted) if (!asked.has(key)) void ask(key, cell, tile);
  }

  watch(
    [map, state],
    ([{ cell, cells }, now], [, before]) => {
      store.setWhole(cell, decodeCells(cells));
      if (now !== before) {
        forgetAsked(() => false);
        store.clearTiles();
        problem.value = undefined;
      }
      version.value += 1;
    },
    { immediate: true },
  );
  watch([place.view, place.layout, state], askForShown, { immediate: true });
  onScopeDispose(() => {
    forgetAsked(() => false);
  });

  return { store, version: readonly(version), problem };
}
