import path from 'node:path';
import { dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { desktopWords } from './words.ts';

/** What the file dialog filters by. */
export interface FileKind {
  readonly title: string;
  /** With or without their dot. */
  readonly extensions: readonly string[];
}

/** Lets a person pick images; resolves to none when they cancel. */
export async function pickImages(
  window: BrowserWindow | undefined,
  kinds: readonly FileKind[],
  startIn?: string,
): Promise<string[]> {
  return show(window, {
    title: desktopWords().dialogs.images,
    properties: ['openFile', 'multiSelections'],
    filters: filtersOf(kinds),
    ...(startIn !== undefined && { defaultPath: startIn }),
  });
}

/** Lets a person pick a folder, or make one; resolves to null when they cancel. */
export async function pickFolder(window: BrowserWindow | undefined, startIn?: string): Promise<string | null> {
  const [folder] = await show(window, {
    title: desktopWords().dialogs.folder,
    properties: ['openDirectory', 'createDirectory'],
    ...(startIn !== undefined && { defaultPath: startIn }),
  });
  return folder ?? null;
}

/** What a dialog for a new file begins with. */
export interface SaveSuggestion {
  readonly suggestedName: string;
  readonly startIn?: string | undefined;
}

/** Lets a person name a file to be written, and asks before one is replaced; resolves to null when they cancel. */
export async function pickSaveFile(
  window: BrowserWindow | undefined,
  { suggestedName, startIn = '' }: SaveSuggestion,
): Promise<string | null> {
  const options: SaveDialogOptions = {
    title: desktopWords().dialogs.save,
    // The name comes from the page: it proposes a name, not a folder.
    defaultPath: path.join(startIn, path.basename(suggestedName)),
    // Windows and macOS ask before they replace; GTK has to be told to.
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? null : filePath;
}

async function show(window: BrowserWindow | undefined, options: OpenDialogOptions): Promise<string[]> {
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths;
}

function filtersOf(kinds: readonly FileKind[]) {
  const text = desktopWords().dialogs;
  const filters = kinds.map(({ title, extensions }) => ({
    name: title,
    extensions: extensions.map((extension) => extension.replace(/^\./, '')),
  }));
  return [
    { name: text.kinds.images, extensions: [...new Set(filters.flatMap(({ extensions }) => extensions))] },
    ...filters,
    { name: text.kinds.all, extensions: ['*'] },
  ];
}
