import { useRouter } from 'vue-router';
import { useSources } from '../../modules/convert/use-sources.ts';
import { useImages } from '../../modules/images/use-images.ts';
import { useCheck } from '../../modules/images/use-check.ts';
import { useSaveReport } from '../../modules/reports/use-save-report.ts';
import { commandsText } from '../../text/commands.ts';
import { defineAction, definePageAction, type Action } from '../action.ts';
import { useSelectedImage } from './use-selected-image.ts';

/** What is done with files: where images come from, and where reports go. */
export function useFileCommands() {
  const router = useRouter();
  const images = useImages();
  const sources = useSources();
  const { isSelected, selected } = useSelectedImage();
  const { state } = useCheck(selected);
  const report = useSaveReport(() => {
    if (!state.value) throw new Error('There is no check to report on.');
    return state.value.job;
  });
  const reasons = commandsText.reasons;

  const save = (action: Action) =>
    defineAction({
      validate: () => {
        if (!isSelected()) return reasons.noImage;
        return state.value ? action.reason.value : reasons.notChecked;
      },
      run: () => action.run(),
    });

  return {
    'create-image': definePageAction({
      validate: () => undefined,
      run: async () => {
        await router.push({ name: 'create' });
      },
    }),
    'open-images': defineAction({
      validate: () => images.pick.reason.value,
      run: async () => {
        await router.push({ name: 'images' });
        await images.pick.run();
      },
    }),
    'convert-images': defineAction({
      validate: () => sources.pick.reason.value,
      run: async () => {
        await router.push({ name: 'convert' });
        await sources.pick.run();
      },
    }),
    'save-report': save(report.html),
    'save-report-data': save(report.json),
  } as const;
}
