import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { clip, type ByteRange } from '#shared/model/bytes.ts';
import type { MapSnapshot, StoredPlace } from '#shared/model/map.ts';
import { useBackend } from '../../../backend/client.ts';
import type { ImageRow } from '../image-row.ts';
import { onlyKind, sharesOfCell } from './map-cells.ts';
import { mapInput } from './map-input.ts';
import { tileLength } from './tile-store.ts';
import type { MapTiles } from './use-map-tiles.ts';
import type { MapViewState } from './use-map-view.ts';

export interface PointedSquare {
  readonly range: ByteRange;
  /** Empty shares until the square itself is known, and not only what is around it. */
  readonly shares: Uint8Array;
}

export interface Pointed {
  /** The number of the square on the screen that the mouse is on. */
  readonly hovered: Ref<number | undefined>;
  /** The keyboard came to the map, or left it. */
  readonly focus: () => void;
  readonly blur: () => void;
  /** The number of the square on the screen that is told about. */
  readonly square: ComputedRef<number | undefined>;
  readonly pointed: ComputedRef<PointedSquare | undefined>;
  /** Where the bytes of the square lie, if in one piece. */
  readonly place: Readonly<Ref<StoredPlace | undefined>>;
}

/** Before a place is looked up, so that a mouse that passes by asks for nothing. */
const dwellMilliseconds = 120;

/** What the mouse or else the keyboard points at. */
export function usePointed(parts: {
  readonly row: () => ImageRow;
  readonly map: () => MapSnapshot;
  readonly tiles: MapTiles;
  readonly view: MapViewState;
}): Pointed {
  const { row, map, tiles, view } = parts;
  const backend = useBackend();
  const hovered = shallowRef<number>();
  const isFocused = shallowRef(false);
  const place = shallowRef<StoredPlace>();

  const square = computed(() => {
    if (hovered.value !== undefined) return hovered.value;
    if (!isFocused.value) return undefined;
    return Math.floor(view.cursor.value / view.view.value.cell) - view.view.value.first;
  });
  const pointed = computed<PointedSquare | undefined>(() => {
    if (square.value === undefined || square.value < 0) return undefined;
    const { cell, first } = view.view.value;
    const number = first + square.value;
    const range = clip({ start: number * cell, length: cell }, map().size);
    if (range.length === 0) return undefined;
    const shares = new Uint8Array(sharesOfCell);
    // Read for what it does as well: the store tells of news by its version.
    if (tiles.version.value > 0 && tiles.store.has(cell, Math.floor(number / tileLength)))
      tiles.store.read(cell, number, shares);
    return { range, shares };
  });
  /** Only what is all data can lie in one piece. */
  const sought = computed(() => {
    const kind = pointed.value && onlyKind(pointed.value.shares);
    return kind === 'data' || kind === 'parent' ? pointed.value?.range : undefined;
  });

  watch([() => sought.value?.start, () => sought.value?.length], ([start, length], _, onCleanup) => {
    place.value = undefined;
    if (start === undefined || length === undefined) return;
    const controller = new AbortController();
    const dwell = setTimeout(() => void locate({ start, length }, controller.signal), dwellMilliseconds);
    onCleanup(() => {
      clearTimeout(dwell);
      controller.abort();
    });
  });

  async function locate(range: ByteRange, signal: AbortSignal): Promise<void> {
    try {
      const found = await (await backend.api()).map.locate({ ...mapInput(row()), ...range }, signal);
      if (!signal.aborted) place.value = found.place ?? undefined;
    } catch {
      // The place is an extra: what keeps the image from being read is told by the map itself.
    }
  }

  return {
    hovered,
    square,
    pointed,
    place,
    focus() {
      isFocused.value = true;
    },
    blur() {
      isFocused.value = false;
    },
  };
}
