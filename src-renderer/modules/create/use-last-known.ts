import { shallowRef, watch, type ShallowRef } from 'vue';
import type { Answer } from '../../backend/answer.ts';

/** The last known value, so that nothing flickers while the next one is on its way. A refusal ends it. */
export function useLastKnown<T>(answer: () => Answer<T>): Readonly<ShallowRef<T | undefined>> {
  const last = shallowRef<T>();
  watch(
    answer,
    (now) => {
      if (now.kind !== 'waiting') last.value = now.kind === 'known' ? now.value : undefined;
    },
    { immediate: true },
  );
  return last;
}
