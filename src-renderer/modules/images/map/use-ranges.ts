import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { toWire, type WireError } from '#shared/errors.ts';
import type { MapRange } from '#shared/model/map.ts';
import { useBackend } from '../../../backend/client.ts';
import type { ImageRow } from '../image-row.ts';
import { mapInput } from './map-input.ts';

export interface Ranges {
  readonly isOpen: Ref<boolean>;
  /** Of the shown part from its start on, neighbours of one kind as one. */
  readonly ranges: Readonly<Ref<readonly MapRange[]>>;
  /** How far they reach. */
  readonly end: Readonly<Ref<Bytes>>;
  readonly hasMore: ComputedRef<boolean>;
  readonly problem: Readonly<Ref<WireError | undefined>>;
  readonly showMore: () => Promise<void>;
}

/** After the last move on the map, so that the table is not made anew at each of them. */
const restMilliseconds = 200;

/** The shown part of a disk as a table, for as long as that is open. `state` changes with the image. */
export function useRanges(row: () => ImageRow, shown: () => ByteRange, state: () => number): Ranges {
  const backend = useBackend();
  const isOpen = shallowRef(false);
  const ranges = shallowRef<readonly MapRange[]>([]);
  const end = shallowRef<Bytes>(0);
  const problem = shallowRef<WireError>();
  let current = new AbortController();

  /** Appends what follows `from`; what was there before stays until then. */
  async function load(from: Bytes, before: readonly MapRange[]): Promise<void> {
    const { signal } = current;
    try {
      const length = endOf(shown()) - from;
      const found = await (await backend.api()).map.ranges({ ...mapInput(row()), start: from, length }, signal);
      if (signal.aborted) return;
      ranges.value = [...before, ...found.ranges];
      end.value = found.end;
      problem.value = undefined;
    } catch (thrown) {
      if (!signal.aborted) problem.value = toWire(thrown);
    }
  }

  watch([isOpen, () => shown().start, () => shown().length, state], ([open, start, length], [wasOpen], onCleanup) => {
    if (!open || length === 0) return;
    const wait = wasOpen ? restMilliseconds : 0;
    current = new AbortController();
    const rest = setTimeout(() => void load(start, []), wait);
    onCleanup(() => {
      clearTimeout(rest);
      current.abort();
    });
  });

  return {
    isOpen,
    ranges,
    end,
    problem,
    hasMore: computed(() => ranges.value.length > 0 && end.value < endOf(shown())),
    showMore: () => load(end.value, ranges.value),
  };
}
