import { DiskError } from '#shared/errors.ts';
import { Disk } from './disk.ts';
import type { DiskFormat } from './format.ts';
import { formatById, identify, takeSample } from './identify.ts';
import { ImageFolder } from './image-folder.ts';
import { defaultLimits } from './limits.ts';

/** An image opened for reading, with its files; closing it closes them. */
export interface OpenImage extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly disk: Disk;
  readonly folder: ImageFolder;
}

export interface OpenImageOptions {
  /** The formats to choose from. */
  readonly formats: readonly DiskFormat[];
  /** The id of the format as the person states it; probed when absent. Raw images need it. */
  readonly sourceFormat?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Opens an image: probes it, parses it within limits, and leaves nothing open when it is refused. */
export async function openImage(path: string, options: OpenImageOptions): Promise<OpenImage> {
  const { formats, sourceFormat, signal } = options;
  const folder = await ImageFolder.open(path, defaultLimits);
  try {
    if (folder.main.size === 0) throw new DiskError('probe.empty', { name: folder.name });
    const format =
      sourceFormat === undefined
        ? identify(await takeSample(folder.main, folder.name, signal), formats)
        : formatById(sourceFormat, formats);
    const layer = await format.open(folder, {
      limits: defaultLimits,
      tolerance: 'strict',
      ...(signal ? { signal } : {}),
    });
    if (layer.parent) throw new DiskError('chain.not-read', { name: folder.name, format: format.title });
    return { path, format, folder, disk: new Disk(layer), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (thrown) {
    await folder[Symbol.asyncDispose]();
    throw thrown;
  }
}
