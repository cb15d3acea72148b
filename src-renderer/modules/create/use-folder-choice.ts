import { computed, type ComputedRef } from 'vue';
import { defineAction, type Action } from '../../shell/action.ts';
import { usePick } from '../files/use-pick.ts';
import { useCreateStore } from './create.store.ts';

export interface FolderChoice {
  readonly choose: Action;
  /** False when the person has to choose the folder before anything can be written there. */
  readonly isGranted: ComputedRef<boolean>;
}

/** Where the new image goes. */
export function useFolderChoice(): FolderChoice {
  const store = useCreateStore();
  const { pickFolder } = usePick();

  return {
    choose: defineAction({
      validate: () => undefined,
      run: async () => {
        store.chosenFolder = (await pickFolder(store.folder)) ?? store.chosenFolder;
      },
    }),
    isGranted: computed(() => store.plan.kind !== 'refused' || store.plan.error.reason !== 'file.not-granted'),
  };
}
