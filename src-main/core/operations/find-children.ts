import path from 'node:path';
import type { OpenImage } from '../disk/open.ts';
import { openLayer } from '../disk/open-layer.ts';
import { filesWithExtension } from '../disk/scan-folder.ts';

/**
 * The path of an image in the same folder that holds changes to this one; undefined when none is found. Only marks count: a
 * child elsewhere, or one whose link is broken already, is not found.
 */
export async function findChild(
  { path: parent, format, disk }: OpenImage,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { id, modification } = disk.layer.marks ?? {};
  if (id === undefined && modification === undefined) return undefined;
  const folder = path.dirname(parent);
  for (const name of await filesWithExtension(folder, format.extensions)) {
    if (name === path.basename(parent)) continue;
    const wanted = await claimOf(path.join(folder, name), format, signal);
    if (!wanted) continue;
    const isId = wanted.id === undefined || wanted.id === id;
    const isState = wanted.modification === undefined || wanted.modification === modification;
    if (isId && isState) return path.join(folder, name);
  }
  return undefined;
}

/** The marks by which an image recognises its parent; undefined for one that has none, or that cannot be read. */
async function claimOf(file: string, format: OpenImage['format'], signal: AbortSignal) {
  try {
    await using candidate = await openLayer(file, () => Promise.resolve(format), { signal });
    return candidate.layer.parent?.marks;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
