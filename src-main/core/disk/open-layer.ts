import { DiskError } from '#shared/errors.ts';
import type { DiskFormat, Layer } from './format.ts';
import { ImageFolder } from './image-folder.ts';
import { defaultLimits } from './limits.ts';

/** One image of a chain, opened by itself, with its files; closing it closes them. */
export interface OpenLayer extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly folder: ImageFolder;
  readonly layer: Layer;
}

/** Says which format a file has, or throws why it cannot be said. */
export type FormatChoice = (folder: ImageFolder, signal?: AbortSignal) => Promise<DiskFormat>;

/** Opens one image, parses it within limits, and leaves nothing open when it is refused. */
export async function openLayer(path: string, chooseFormat: FormatChoice, signal?: AbortSignal): Promise<OpenLayer> {
  const folder = await ImageFolder.open(path, defaultLimits);
  try {
    if (folder.main.size === 0) throw new DiskError('probe.empty', { name: folder.name });
    const format = await chooseFormat(folder, signal);
    const how = { limits: defaultLimits, tolerance: 'strict', ...(signal ? { signal } : {}) } as const;
    const layer = await format.open(folder, how);
    return { path, format, folder, layer, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (thrown) {
    await folder[Symbol.asyncDispose]();
    throw thrown;
  }
}
