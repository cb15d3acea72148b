import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { DiskFormat, IdentityMarks } from '../disk/format.ts';
import { areMet, lastPart } from '../disk/marks.ts';
import type { OpenImage } from '../disk/open.ts';
import { openLayer, type OpenLayer } from '../disk/open-layer.ts';
import { behindLink } from '../io/behind-link.ts';
import { filesWithExtension } from '../disk/scan-folder.ts';

/** An image whose children are sought. */
interface Parent {
  readonly path: string;
  readonly format: DiskFormat;
  readonly marks?: IdentityMarks | undefined;
}

/** An image that asks for the marks of a parent. It is open until the next one is asked for. */
export interface FoundChild {
  readonly layer: OpenLayer;
  /**
   * True when it would find its parent in this folder: by its id, or else by its name. Copies of a disk bear the same marks, so
   * marks without an id alone may mean another one.
   */
  readonly isSought: boolean;
}

/**
 * The path of an image in the same folder that holds changes to this one; undefined when none is found. Only marks count: a
 * child elsewhere, or one whose link is broken already, is not found.
 */
export async function findChild(
  { path: parent, format, disk }: OpenImage,
  signal: AbortSignal,
): Promise<string | undefined> {
  for await (const { layer } of childrenOf({ path: parent, format, marks: disk.layer.marks }, signal))
    return layer.path;
  return undefined;
}

/**
 * All images in the same folder that hold changes to this one, by their marks, in the order of their names. For a link, those
 * in the folder of the file as well.
 */
export async function* childrenOf(
  { path: parent, format, marks = {} }: Parent,
  signal: AbortSignal,
): AsyncGenerator<FoundChild> {
  if (marks.id === undefined && marks.modification === undefined) return;
  for (const { folder, ownNames } of await placesOf(parent)) {
    yield* childrenIn(folder, ownNames, { format, marks, signal });
  }
}

interface Sought {
  readonly format: DiskFormat;
  readonly marks: IdentityMarks;
  readonly signal: AbortSignal;
}

interface Place {
  readonly folder: string;
  /** The names that the parent has there. */
  readonly ownNames: ReadonlySet<string>;
}

/** Where children may lie: beside the parent, and beside what it is a link to. */
async function placesOf(parent: string): Promise<readonly Place[]> {
  const real = await behindLink(parent);
  const [folder, realFolder] = [path.dirname(parent), path.dirname(real)];
  const [name, realName] = [path.basename(parent), path.basename(real)];
  if (real === parent || (await realpath(folder)) === realFolder)
    return [{ folder, ownNames: new Set([name, realName]) }];
  return [
    { folder, ownNames: new Set([name]) },
    { folder: realFolder, ownNames: new Set([realName]) },
  ];
}

async function* childrenIn(
  folder: string,
  ownNames: ReadonlySet<string>,
  { format, marks, signal }: Sought,
): AsyncGenerator<FoundChild> {
  for (const name of await filesWithExtension(folder, format.extensions)) {
    if (ownNames.has(name)) continue;
    await using layer = await openIfReadable(path.join(folder, name), format, signal);
    const claim = layer?.layer.parent;
    if (!layer || !claim) continue;
    if (!areMet(claim.marks, marks)) continue;
    const isNamed = claim.names.some((one) => ownNames.has(lastPart(one)));
    yield { layer, isSought: claim.marks.id !== undefined || isNamed };
  }
}

/** An image as it stands alone; undefined for one that cannot be read. */
async function openIfReadable(file: string, format: DiskFormat, signal: AbortSignal): Promise<OpenLayer | undefined> {
  try {
    return await openLayer(file, () => Promise.resolve(format), { signal });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
