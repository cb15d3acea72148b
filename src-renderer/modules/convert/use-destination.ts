import { computed, type ComputedRef } from 'vue';
import { defineAction, type Action } from '../../shell/action.ts';
import { usePick } from '../files/use-pick.ts';
import { useConvertStore } from './convert.store.ts';

/** What the results need together, and what is there. */
export interface Space {
  readonly needed: number;
  readonly free: number;
  readonly fits: boolean;
}

export interface Destination {
  readonly changeFolder: Action;
  /** Undefined until something is planned. */
  readonly space: ComputedRef<Space | undefined>;
}

/** Where the results go, and whether they fit. */
export function useDestination(): Destination {
  const store = useConvertStore();
  const { pickFolder } = usePick();

  const space = computed(() => {
    const plans = store.rows.flatMap(({ target }) => (target.kind === 'known' ? [target.value.plan] : []));
    if (plans.length === 0) return undefined;
    const needed = plans.reduce((sum, plan) => sum + plan.neededBytes, 0);
    const free = Math.min(...plans.map(({ freeBytes }) => freeBytes));
    return { needed, free, fits: needed <= free };
  });

  const changeFolder = defineAction({
    validate: () => undefined,
    run: async () => {
      store.chosenFolder = (await pickFolder(store.folder)) ?? store.chosenFolder;
    },
  });

  return { changeFolder, space };
}
