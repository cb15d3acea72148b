import { usePickerStore } from '../modules/files/picker.store.ts';
import { useReportStore } from '../modules/reports/report.store.ts';
import { useCommandDialogsStore } from './commands/command-dialogs.store.ts';

/**
 * Closes the dialogs that lie over the pages, as if the person had dismissed them. For what comes from outside of the page, such as
 * files from the desktop: below a dialog it would change the page unseen.
 */
export function useMakeWay(): () => void {
  const dialogs = useCommandDialogsStore();
  const picker = usePickerStore();
  const report = useReportStore();

  return () => {
    dialogs.shown = undefined;
    picker.close();
    report.isOpen = false;
  };
}
