import { shallowRef, watch, type ShallowRef } from 'vue';
import { toDiskError, toWire } from '#shared/errors.ts';
import type { MapSnapshot } from '#shared/model/map.ts';
import type { Answer } from '../../../backend/answer.ts';
import { useBackend } from '../../../backend/client.ts';
import type { ImageRow } from '../image-row.ts';
import { mapInput } from './map-input.ts';

export interface DiskMap {
  readonly answer: Readonly<ShallowRef<Answer<MapSnapshot>>>;
  /** Counts the states of the image that were mapped: what was found out in detail about one says nothing of the next. */
  readonly state: Readonly<ShallowRef<number>>;
}

/** The map of a whole disk, and again when the image has changed; meanwhile the old one stays. */
export function useMap(row: () => ImageRow): DiskMap {
  const backend = useBackend();
  const answer = shallowRef<Answer<MapSnapshot>>({ kind: 'waiting' });
  const state = shallowRef(0);

  async function look(signal: AbortSignal): Promise<void> {
    let isNew = true;
    const previous = answer.value.kind === 'known' ? answer.value.value : undefined;
    for await (const value of (await backend.api()).map.watch(mapInput(row()), signal)) {
      // A picture that fills up anew is worse than the one from before, as long as that is of the same disk.
      if (value.known < value.size && previous?.size === value.size) continue;
      if (isNew) state.value += 1;
      isNew = false;
      answer.value = { kind: 'known', value };
    }
  }

  async function lookUntilKnown(signal: AbortSignal): Promise<void> {
    const isOver = () => signal.aborted;
    while (!isOver()) {
      try {
        await look(signal);
        return;
      } catch (thrown) {
        if (isOver()) return;
        // A lost connection is told by the frame; as soon as there is another one, the map is asked for again.
        if (toDiskError(thrown).reason === 'rpc.closed') continue;
        answer.value = { kind: 'refused', error: toWire(thrown) };
        return;
      }
    }
  }

  watch(
    () => row().image,
    (image, _, onCleanup) => {
      if (image.kind === 'waiting') return;
      const controller = new AbortController();
      onCleanup(() => {
        controller.abort();
      });
      void lookUntilKnown(controller.signal);
    },
    { immediate: true },
  );

  return { answer, state };
}
