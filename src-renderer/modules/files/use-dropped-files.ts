import { useNotices } from '../../shell/notices.ts';
import { filesText } from '../../text/files.ts';

/** What takes files in: by their granted paths, or by asking for them. */
export interface FileTaker {
  readonly add: (paths: readonly string[]) => Promise<void>;
  /** Opens the picker, which looks for this name at first. */
  readonly pickNamed: (search: string) => Promise<void>;
}

/**
 * Takes files dropped on the window. The desktop program learns their paths; a browser tells only names, so there the
 * picker opens and searches for the first of them.
 */
export function useDroppedFiles(): (files: readonly File[], taker: FileTaker) => Promise<void> {
  const notices = useNotices();

  return async (files, taker) => {
    const [first] = files;
    if (!first) return;
    const { platter } = window;
    if (platter) {
      // A file without a path was made by a page, not dropped from the disk.
      await taker.add(files.map((file) => platter.pathForFile(file)).filter((path) => path !== ''));
      return;
    }
    notices.tell(filesText.droppedInBrowser.title, filesText.droppedInBrowser.explain(first.name));
    await taker.pickNamed(first.name);
  };
}
