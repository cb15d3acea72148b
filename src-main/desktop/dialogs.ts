import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';

/** What the file dialog filters by. */
export interface FileKind {
  readonly title: string;
  /** With or without their dot. */
  readonly extensions: readonly string[];
}

/** Lets a person pick images; resolves to none when they cancel. */
export async function pickImages(window: BrowserWindow | undefined, kinds: readonly FileKind[]): Promise<string[]> {
  return show(window, {
    title: 'Choose images',
    properties: ['openFile', 'multiSelections'],
    filters: filtersOf(kinds),
  });
}

/** Lets a person pick a folder, or make one; resolves to null when they cancel. */
export async function pickFolder(window: BrowserWindow | undefined, startIn?: string): Promise<string | null> {
  const [folder] = await show(window, {
    title: 'Choose a folder',
    properties: ['openDirectory', 'createDirectory'],
    ...(startIn !== undefined && { defaultPath: startIn }),
  });
  return folder ?? null;
}

async function show(window: BrowserWindow | undefined, options: OpenDialogOptions): Promise<string[]> {
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths;
}

function filtersOf(kinds: readonly FileKind[]) {
  const filters = kinds.map(({ title, extensions }) => ({
    name: title,
    extensions: extensions.map((extension) => extension.replace(/^\./, '')),
  }));
  return [
    { name: 'Disk images', extensions: [...new Set(filters.flatMap(({ extensions }) => extensions))] },
    ...filters,
    { name: 'All files', extensions: ['*'] },
  ];
}
