import type { ComputedRef, Ref } from 'vue';
import { defineAction, type Action } from '../../shell/action.ts';
import { settingsText } from '../../text/settings.ts';
import { usePick } from '../files/use-pick.ts';
import { useSetting } from './use-setting.ts';

export interface FolderSetting {
  readonly folder: Ref<string | null>;
  readonly isSaved: ComputedRef<boolean>;
  readonly choose: Action;
  readonly clear: () => void;
}

/** A setting that is a folder. */
export function useFolderSetting(name: 'imageFolder' | 'targetFolder'): FolderSetting {
  const { pickFolder } = usePick();
  const { value: folder, isSaved } = useSetting(name, () => settingsText.folders[name].label);
  return {
    folder,
    isSaved,
    choose: defineAction({
      validate: () => undefined,
      run: async () => {
        folder.value = (await pickFolder(folder.value ?? undefined)) ?? folder.value;
      },
    }),
    clear: () => {
      folder.value = null;
    },
  };
}
