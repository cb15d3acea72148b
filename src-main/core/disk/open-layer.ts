import { DiskError } from '#shared/errors.ts';
import type { NodeFile } from '../io/node-file.ts';
import type { DiskFormat, EditableLayer, Identity, ImageFiles, Layer } from './format.ts';
import { ImageFolder } from './image-folder.ts';
import { defaultLimits } from './limits.ts';
import { WritableFolder } from './writable-folder.ts';

/** The opened files of an image, as the host sees them. */
export interface OpenFolder extends ImageFiles, AsyncDisposable {
  readonly main: NodeFile;
}

/** One image of a chain, opened by itself, with its files; closing it closes them. */
export interface OpenLayer<L extends Layer = Layer> extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly folder: OpenFolder;
  readonly layer: L;
}

/** Says which format a file has, or throws why it cannot be said. */
export type FormatChoice = (folder: OpenFolder, signal?: AbortSignal) => Promise<DiskFormat>;

/** Opens one image for reading, parses it within limits, and leaves nothing open when it is refused. */
export async function openLayer(path: string, chooseFormat: FormatChoice, signal?: AbortSignal): Promise<OpenLayer> {
  const folder = await ImageFolder.open(path, defaultLimits);
  return openIn(folder, path, async () => {
    const format = await chooseFormat(folder, signal);
    return { format, layer: await format.open(folder, howToOpen(signal)) };
  });
}

/**
 * Opens one image to be written in place, like `openLayer`. Throws `format.cannot-edit` besides what the format refuses;
 * nothing is changed before the first write.
 */
export async function openEditableLayer(
  path: string,
  chooseFormat: FormatChoice,
  { identity, signal }: { readonly identity: Identity; readonly signal?: AbortSignal | undefined },
): Promise<OpenLayer<EditableLayer>> {
  const folder = await WritableFolder.open(path, defaultLimits);
  return openIn(folder, path, async () => {
    const format = await chooseFormat(folder, signal);
    if (!format.edit) throw new DiskError('format.cannot-edit', { name: folder.name, title: format.title });
    return { format, layer: await format.edit(folder, { ...howToOpen(signal), identity }) };
  });
}

function howToOpen(signal: AbortSignal | undefined) {
  return { limits: defaultLimits, tolerance: 'strict', ...(signal ? { signal } : {}) } as const;
}

async function openIn<L extends Layer>(
  folder: OpenFolder,
  path: string,
  open: () => Promise<{ readonly format: DiskFormat; readonly layer: L }>,
): Promise<OpenLayer<L>> {
  try {
    if (folder.main.size === 0) throw new DiskError('probe.empty', { name: folder.name });
    return { ...(await open()), path, folder, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (thrown) {
    await folder[Symbol.asyncDispose]();
    throw thrown;
  }
}
