import { DiskError } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { sectorSize } from './layout.ts';
import type { MovableExtent } from './movable-extent.ts';
import { editableKind, openMovableLine, openMovableSingle, readEditableSet } from './movable-image.ts';

/** An image that can be made smaller in place. */
export interface CompactableImage<F extends Reader = Reader> {
  /** Those whose grains may be given back; each begins at a multiple of the grain, which they all share. */
  readonly extents: readonly [MovableExtent<F>, ...MovableExtent<F>[]];
  /** Bytes of all other files of the image. */
  readonly otherBytes: Bytes;
  /** Where the descriptor lies in the main file. */
  readonly area: ByteRange;
}

const undoable = 'compact.rewrite-instead';

/**
 * Opens an image that is to be compacted, and goes through all of its tables. Throws what editing throws, and
 * `compact.rewrite-instead` for flat disks, for streams, and for sets whose grains do not lie on one grid of the disk.
 */
export async function openCompactable<F extends Reader>(
  files: ImageFiles<F>,
  how: OpenOptions,
): Promise<CompactableImage<F>> {
  if ((await editableKind(files, how)) === 'set') return openSet(files, how);
  const { extent, area } = await openMovableSingle(files, how, undoable);
  return { extents: [extent], otherBytes: 0, area };
}

async function openSet<F extends Reader>(files: ImageFiles<F>, how: OpenOptions): Promise<CompactableImage<F>> {
  const { main, name } = files;
  const { descriptor, variant, area } = await readEditableSet(files, how);
  const refusal = new DiskError(undoable, { name, title: `VMDK ${variant}` });
  const extents: MovableExtent<F>[] = [];
  const others = new Map<string, Bytes>([[name, main.size]]);
  const sharers = descriptor.extents.length;
  let start: Bytes = 0;
  for (const line of descriptor.extents) {
    how.signal?.throwIfAborted();
    const { type, fileName, access } = line;
    const isFlat = type === 'FLAT' || type === 'VMFS';
    if (type !== 'ZERO' && access !== 'NOACCESS' && fileName !== undefined) {
      // What must not be written to has nothing to give back.
      if (isFlat || access !== 'RW') others.set(fileName, (await files.sibling(fileName)).size);
      else extents.push(await openMovableLine(line, start, files, { ...how, sharers, undoable }));
    }
    start += line.sectors * sectorSize;
  }
  const [first, ...rest] = extents;
  if (!first) throw refusal;
  const isOnOneGrid = extents.every((extent) => {
    return extent.grainBytes === first.grainBytes && extent.start % first.grainBytes === 0;
  });
  if (!isOnOneGrid) throw refusal;
  return { extents: [first, ...rest], otherBytes: [...others.values()].reduce((sum, size) => sum + size, 0), area };
}
