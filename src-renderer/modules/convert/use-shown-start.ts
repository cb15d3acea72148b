import { computed, shallowRef, watchEffect, type ComputedRef } from 'vue';
import { useSettled } from '../../shell/use-settled.ts';
import { convertText } from '../../text/convert.ts';
import type { Convert } from './use-convert.ts';

/** What is shown of the start of conversions. */
export interface ShownStart {
  /** Why nothing can be started; undefined when something can. */
  readonly reason: ComputedRef<string | undefined>;
  readonly count: ComputedRef<number>;
}

/**
 * The count and the reason as they are to be shown: while a name or an option is typed each key makes the plans void for a moment,
 * and what is shown stays until that has lasted for a second.
 */
export function useShownStart({ convert, count }: Convert): ShownStart {
  const settled = useSettled(() => convert.reason.value);
  const shown = shallowRef<{ readonly reason: string | undefined; readonly count: number }>();
  watchEffect(() => {
    const { value: reason } = convert.reason;
    const isPassing = reason === convertText.reason.waiting && settled.value !== reason;
    if (!isPassing) shown.value = { reason, count: count.value };
  });
  return { reason: computed(() => shown.value?.reason), count: computed(() => shown.value?.count ?? 0) };
}
