import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

/** Long enough for the keys of a name or the stops of a slider to follow each other. */
const pauseMilliseconds = 1000;

/** The last value that stayed for a second: what passes with every key or stop is none. At first it is none at all. */
export function useSettled<T>(source: () => T): Readonly<ShallowRef<T | undefined>> {
  const settled = shallowRef<T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    source,
    (now) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        settled.value = now;
      }, pauseMilliseconds);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
  });
  return settled;
}
