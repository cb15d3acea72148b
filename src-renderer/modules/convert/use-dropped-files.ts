import { useNotices } from '../../shell/notices.ts';
import { convertText } from '../../text/convert.ts';
import { useSources } from './use-sources.ts';

/**
 * Takes files dropped on the window. The desktop program learns their paths; a browser tells only names, so there the
 * picker opens and searches for the first of them.
 */
export function useDroppedFiles(): (files: readonly File[]) => Promise<void> {
  const sources = useSources();
  const notices = useNotices();

  return async (files) => {
    const [first] = files;
    if (!first) return;
    const { platter } = window;
    if (platter) {
      // A file without a path was made by a page, not dropped from the disk.
      await sources.add(files.map((file) => platter.pathForFile(file)).filter((path) => path !== ''));
      return;
    }
    notices.tell(convertText.droppedInBrowser.title, convertText.droppedInBrowser.explain(first.name));
    await sources.pickNamed(first.name);
  };
}
