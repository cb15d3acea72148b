import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { ChainLink, ImageChain } from '#shared/model/chain.ts';
import type { Answer } from '../../../backend/answer.ts';
import { useAboutStore } from '../../../shell/about.store.ts';
import { defineAction, type Action } from '../../../shell/action.ts';
import { usePick } from '../../files/use-pick.ts';
import type { ImageRow } from '../image-row.ts';
import { useImages } from '../use-images.ts';
import { useLook } from './use-look.ts';

export interface Chain {
  readonly answer: Readonly<Ref<Answer<ImageChain>>>;
  /** Folders that the person picked, for as long as the chain is looked at. */
  readonly folders: Readonly<Ref<readonly string[]>>;
  /** Asks for a folder in which a missing parent is looked for as well. */
  readonly pickFolder: Action;
  /** Opens another image of the chain. */
  readonly show: (link: ChainLink) => Promise<void>;
  /** Whether a folder picked by the person could help. */
  readonly canPick: ComputedRef<boolean>;
}

/** What keeps a chain from being followed that another folder could mend. */
const elsewhere: readonly string[] = ['chain.parent-missing', 'chain.parent-changed', 'chain.parent-format'];

/** What an image builds on, and what builds on it. */
export function useChain(row: () => ImageRow): Chain {
  const host = useAboutStore();
  const images = useImages();
  const { pickFolder } = usePick();
  const folders = ref<readonly string[]>([]);

  const answer = useLook(row, () => {
    const parents = [...folders.value];
    return (api, input, signal) => api.inside.chain(parents.length === 0 ? input : { ...input, parents }, signal);
  });
  const missing = computed(() => (answer.value.kind === 'known' ? answer.value.value.missing : null));

  return {
    answer,
    folders,
    canPick: computed(() => missing.value !== null && elsewhere.includes(missing.value.error.reason)),
    pickFolder: defineAction({
      validate: () => undefined,
      run: async () => {
        const folder = await pickFolder(host.paths.folderOf(row().path));
        if (folder !== undefined && !folders.value.includes(folder)) folders.value = [...folders.value, folder];
      },
    }),
    show: async ({ path, format }) => images.show(path, format),
  };
}
