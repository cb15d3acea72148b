import { DiskError } from '#shared/errors.ts';
import { Disk } from './disk.ts';
import { findParent } from './find-parent.ts';
import type { DiskFormat } from './format.ts';
import { formatById, identify, takeSample } from './identify.ts';
import type { ImageFolder } from './image-folder.ts';
import { defaultLimits } from './limits.ts';
import { openLayer, type FormatChoice, type OpenLayer } from './open-layer.ts';

/** An image opened for reading, with its files and its parents; closing it closes them. */
export interface OpenImage extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly disk: Disk;
  readonly folder: ImageFolder;
  /** The paths of its parents, the nearest first. */
  readonly parents: readonly string[];
}

export interface OpenImageOptions {
  /** The formats to choose from. */
  readonly formats: readonly DiskFormat[];
  /** The id of the format as the person states it; probed when absent. Raw images need it. */
  readonly sourceFormat?: string | undefined;
  /** Folders in which the person allows parents to be looked for, besides that of each image. */
  readonly parents?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens an image and the parents it builds upon: probes it, parses it within limits, and leaves nothing open when it is
 * refused. An image that holds only changes is never read alone: throws `chain.parent-missing`, `chain.parent-changed`,
 * `chain.loop` or `chain.too-deep`.
 */
export async function openImage(path: string, options: OpenImageOptions): Promise<OpenImage> {
  const top = await openLayer(path, formatChoice(options), options.signal);
  const chain = [top];
  try {
    await addParents(chain, options);
  } catch (thrown) {
    await close(chain);
    throw thrown;
  }
  const { format, folder } = top;
  return {
    path,
    format,
    folder,
    disk: diskOf(top, chain.slice(1)),
    parents: chain.slice(1).map((parent) => parent.path),
    [Symbol.asyncDispose]: () => close(chain),
  };
}

function formatChoice({ formats, sourceFormat }: OpenImageOptions): FormatChoice {
  return async ({ main, name }, signal) =>
    sourceFormat === undefined
      ? identify(await takeSample(main, name, signal), formats)
      : formatById(sourceFormat, formats);
}

/** Follows the claims from the top of a chain to an image that stands alone. */
async function addParents(chain: OpenLayer[], options: OpenImageOptions): Promise<void> {
  for (let child = chain.at(-1); child?.layer.parent; child = chain.at(-1)) {
    const { name } = child.folder;
    if (chain.length >= defaultLimits.chain)
      throw new DiskError('chain.too-deep', { name, limit: defaultLimits.chain });
    const parent = await findParent(child, child.layer.parent, options);
    const isLoop = chain.some((layer) => isSameFile(layer, parent));
    chain.push(parent);
    if (isLoop) throw new DiskError('chain.loop', { name, parent: parent.path });
  }
}

/** By device and inode: a file can have several names. */
function isSameFile({ folder: a }: OpenLayer, { folder: b }: OpenLayer): boolean {
  return a.main.identity.device === b.main.identity.device && a.main.identity.inode === b.main.identity.inode;
}

function diskOf(top: OpenLayer, parents: readonly OpenLayer[]): Disk {
  const [parent, ...others] = parents;
  return new Disk(top.layer, parent && diskOf(parent, others));
}

async function close(chain: readonly OpenLayer[]): Promise<void> {
  await Promise.all(chain.map((layer) => layer[Symbol.asyncDispose]()));
}
