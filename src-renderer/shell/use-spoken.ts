import { watch } from 'vue';
import { announce } from './announcer.ts';
import { useSettled } from './use-settled.ts';

/** Says what a page shows beside a field or a slider, for people who do not see it, once it has stayed for a second. */
export function useSpoken(text: () => string | undefined): void {
  watch(useSettled(text), (now) => {
    if (now !== undefined) announce(now);
  });
}
