import { DiskError } from '#shared/errors.ts';
import { allOf } from '../io/all-of.ts';
import { Disk } from './disk.ts';
import { EditableDisk } from './editable-disk.ts';
import { findParent } from './find-parent.ts';
import type { DiskFormat, Identity } from './format.ts';
import { ImageFolder } from './image-folder.ts';
import { formatById, identify, takeSample } from './identify.ts';
import { defaultLimits } from './limits.ts';
import {
  openEditableLayer,
  openLayer,
  type FormatChoice,
  type OpenFolder,
  type OpenLayer,
  type Rescue,
} from './open-layer.ts';

/** An image opened with its files and its parents; closing it closes them. */
export interface OpenImage<D extends Disk = Disk> extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly disk: D;
  readonly folder: OpenFolder;
  /** What is only read: the image unless it is written in place, and all of its parents. */
  readonly sources: readonly ImageFolder[];
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
  /** Reads what can be read of a damaged chain, and hears of the parts of the disk that are lost. Damage is refused when absent. */
  readonly lost?: Rescue['lost'];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens an image and the parents it builds upon: probes it, parses it within limits, and leaves nothing open when it is
 * refused. An image that holds only changes is never read alone: throws `chain.parent-missing`, `chain.parent-changed`,
 * `chain.loop` or `chain.too-deep`.
 */
export async function openImage(path: string, options: OpenImageOptions): Promise<OpenImage> {
  const top = await openLayer(path, formatChoice(options), options);
  return withParents(top, options, (parent) => new Disk(top.layer, parent, options.lost));
}

/** Opens an image to be written in place, like `openImage`. Its parents are opened for reading only. */
export async function openEditableImage(
  path: string,
  options: OpenImageOptions & { readonly identity: Identity },
): Promise<OpenImage<EditableDisk>> {
  const top = await openEditableLayer(path, formatChoice(options), options);
  return withParents(top, options, (parent) => new EditableDisk(top.layer, parent));
}

/** The format that a person states, or that a file shows. */
export function formatChoice({
  formats,
  sourceFormat,
}: Pick<OpenImageOptions, 'formats' | 'sourceFormat'>): FormatChoice {
  return async ({ main, name }, signal) =>
    sourceFormat === undefined
      ? identify(await takeSample(main, name, signal), formats)
      : formatById(sourceFormat, formats);
}

/** Completes the top of a chain to a disk. */
async function withParents<D extends Disk>(
  top: OpenLayer,
  options: OpenImageOptions,
  diskOn: (parent: Disk | undefined) => D,
): Promise<OpenImage<D>> {
  const chain = [top];
  try {
    await addParents(chain, options);
  } catch (thrown) {
    await close(chain);
    throw thrown;
  }
  const { path, format, folder } = top;
  const [, ...parents] = chain;
  return {
    path,
    format,
    folder,
    sources: chain.flatMap((layer) => (layer.folder instanceof ImageFolder ? [layer.folder] : [])),
    disk: diskOn(diskOf(parents)),
    parents: parents.map((parent) => parent.path),
    [Symbol.asyncDispose]: () => close(chain),
  };
}

/** Follows the claims from the top of a chain to an image that stands alone. When it throws, the chain holds what was opened so far. */
export async function addParents(chain: OpenLayer[], options: OpenImageOptions): Promise<void> {
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

/** The disk of some layers, the top one first. */
function diskOf([top, ...parents]: readonly OpenLayer[]): Disk | undefined {
  return top && new Disk(top.layer, diskOf(parents));
}

async function close(chain: readonly OpenLayer[]): Promise<void> {
  await allOf(chain.map((layer) => layer[Symbol.asyncDispose]()));
}
