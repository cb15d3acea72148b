import { useRouter } from 'vue-router';
import { useBackend } from '../../backend/client.ts';
import { useSources } from '../../modules/convert/use-sources.ts';
import type { ImageRow } from '../../modules/images/image-row.ts';
import { useImagesStore, type ImageTab } from '../../modules/images/images.store.ts';
import { useCheck } from '../../modules/images/use-check.ts';
import { useImages } from '../../modules/images/use-images.ts';
import { useRemoval } from '../../modules/images/use-removal.ts';
import { commandsText } from '../../text/commands.ts';
import { imagesText } from '../../text/images.ts';
import { shellText } from '../../text/shell.ts';
import { defineAction } from '../action.ts';
import { useNotices } from '../notices.ts';
import { useCommandDialogsStore } from './command-dialogs.store.ts';
import { useSelectedImage } from './use-selected-image.ts';

/** What is done with the selected image. What is to be seen of it is shown on the Images page. */
export function useImageCommands() {
  const router = useRouter();
  const backend = useBackend();
  const store = useImagesStore();
  const dialogs = useCommandDialogsStore();
  const notices = useNotices();
  const sources = useSources();
  const { lookAgain } = useImages();
  const remove = useRemoval();
  const { isSelected, selected, defineImageAction } = useSelectedImage();
  const { check, state, activity } = useCheck(selected);
  const reasons = commandsText.reasons;

  async function showTab(tab: ImageTab): Promise<void> {
    store.tab = tab;
    await router.push({ name: 'images' });
  }

  const needingConnection = (run: (row: ImageRow) => Promise<void>) =>
    defineAction({ validate: () => (isSelected() ? undefined : reasons.noImage), run: () => run(selected()) });
  const tabAction = (tab: ImageTab) => defineImageAction({ run: () => showTab(tab) });

  return {
    'convert-image': defineImageAction({
      validate: ({ image }) => (image.kind === 'known' ? undefined : reasons.notOpened),
      run: async ({ path, sourceFormat }) => {
        await router.push({ name: 'convert' });
        await sources.add([path], sourceFormat);
      },
    }),
    'check-image': defineImageAction({
      validate: () => check.reason.value,
      run: async () => {
        await showTab('check');
        await check.run();
      },
    }),
    'repair-image': defineImageAction({
      validate: () => {
        if (activity.value) return imagesText.busy;
        if (!state.value) return reasons.notChecked;
        const isMendable = state.value.result.findings.some(({ fix }) => fix !== undefined);
        return isMendable ? undefined : reasons.nothingToRepair;
      },
      run: async () => {
        await showTab('check');
        dialogs.shown = 'repair';
      },
    }),
    'compact-image': tabAction('compact'),
    'show-overview': tabAction('overview'),
    'show-map': tabAction('map'),
    'show-contents': tabAction('contents'),
    'show-chain': tabAction('chain'),
    'show-details': tabAction('details'),
    'look-again': needingConnection(({ id }) => lookAgain(id)),
    'copy-path': defineImageAction({
      run: async ({ path }) => {
        try {
          await navigator.clipboard.writeText(path);
          notices.tell(shellText.copied, path);
        } catch {
          notices.tell(shellText.copyFailed);
        }
      },
    }),
    'show-in-folder': needingConnection(async ({ path }) => {
      await (await backend.api()).shell.showInFolder({ path });
    }),
    'remove-image': defineImageAction({ run: ({ id }) => remove(id) }),
  } as const;
}
