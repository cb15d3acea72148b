import { DiskError } from '#shared/errors.ts';
import { clip } from '#shared/model/bytes.ts';
import type { ImageFiles } from '../../disk/format.ts';
import { has } from './check-header.ts';
import { descriptorProblems } from './check-descriptor.ts';
import type { Problem } from './check-problem.ts';
import { problemOf } from './check-refusals.ts';
import { sparseProblems } from './check-sparse.ts';
import type { Walk } from './check-walk.ts';
import { decodeDescriptor } from './descriptor-text.ts';
import type { Descriptor } from './descriptor.ts';
import { refuseUnreadable } from './kinds.ts';
import { flag, sectorSize, usual, type SparseHeader } from './layout.ts';
import { parseDescriptor } from './parse-descriptor.ts';
import { readFirstSector } from './read-header.ts';
import { DescriptorPlace, newDescriptor, withExtentSectors } from './repair-descriptor.ts';
import { RepairedFile } from './repair-file.ts';

/** Checks a sparse file that is a disk of its own, with the descriptor in it. */
export async function* singleProblems({ main, name }: ImageFiles, walk: Walk): AsyncGenerator<Problem> {
  const file = new RepairedFile(name, main);
  let header: SparseHeader;
  try {
    ({ header } = await readFirstSector(main, name, walk.open));
  } catch (thrown) {
    yield problemOf(thrown, file);
    return;
  }
  const place = await descriptorPlace(file, header);
  const createType = has(header, flag.compressed) ? 'streamOptimized' : 'monolithicSparse';
  const isUsual = header.descriptorOffset === usual.descriptorOffset;
  const descriptor = place && (yield* readable(place, { createType, capacity: header.capacity, isUsual }, walk));
  if (!place) yield problemOf(new DiskError('vmdk.lone-extent', { name, descriptor: '' }), file);
  if (place && descriptor) yield* descriptorProblems(place, descriptor, createType);

  // The grains can be checked whatever became of the descriptor: the header says how long the disk is at most.
  const sectors = descriptor?.extents[0]?.sectors ?? header.capacity;
  const length = sectors * sectorSize;
  walk.virtualSize = length;
  const mendLine = (wanted: number) => () =>
    place?.change((text) => withExtentSectors(text, wanted), 'vmdk.extent-size') ?? [];
  yield* sparseProblems({ file, length, mendLine }, walk);
}

/** The room of the descriptor; undefined when it has none or is empty, as in the extents of split disks. */
async function descriptorPlace(file: RepairedFile, header: SparseHeader): Promise<DescriptorPlace | undefined> {
  if (header.descriptorOffset === 0 || header.descriptorSize === 0) return undefined;
  const area = { start: header.descriptorOffset * sectorSize, length: header.descriptorSize * sectorSize };
  const { start, length } = clip(area, file.size);
  const bytes = new Uint8Array(length);
  await file.reader.read(start, bytes);
  const own = Math.min(length, ownSectors(header) * sectorSize);
  return bytes[0] === 0 || length === 0 ? undefined : new DescriptorPlace(file, start, bytes, { own });
}

/** How much of its room is nothing else's, as far as the header tells: it may be damaged where it speaks of the descriptor. */
function ownSectors(header: SparseHeader): number {
  const { descriptorOffset, descriptorSize, directory, redundantDirectory, overhead } = header;
  const others = [directory, overhead, ...(has(header, flag.redundantTables) ? [redundantDirectory] : [])];
  const rooms = others.flatMap((sector) =>
    sector !== null && sector > descriptorOffset ? [sector - descriptorOffset] : [],
  );
  return Math.min(descriptorSize, ...rooms);
}

async function* readable(
  place: DescriptorPlace,
  { isUsual, ...disk }: { readonly createType: string; readonly capacity: number; readonly isUsual: boolean },
  walk: Walk,
): AsyncGenerator<Problem, Descriptor | undefined> {
  const { name } = place.file;
  try {
    if (place.text.length > walk.limits.textBytes) {
      throw new DiskError('vmdk.descriptor-too-long', { name, limit: walk.limits.textBytes });
    }
    const descriptor = parseDescriptor(decodeDescriptor(Buffer.from(place.text, 'latin1'), name), name);
    refuseUnreadable(descriptor, name);
    const [line, ...others] = descriptor.extents;
    if (line?.type === 'SPARSE' && others.length === 0) return descriptor;
    throw new DiskError('vmdk.descriptor-key', { name, problem: 'it does not have one sparse extent' });
  } catch (thrown) {
    const problem = problemOf(thrown, place.file);
    if (problem.code !== 'vmdk.descriptor-damaged') {
      yield problem;
      return undefined;
    }
    yield {
      ...problem,
      *mend({ identity }) {
        // Elsewhere than every program puts it, a damaged header may have made a descriptor of what is none.
        const text = isUsual ? newDescriptor(place, { ...disk, identity }) : undefined;
        if (text !== undefined) yield* place.renew(text, 'vmdk.descriptor-damaged');
      },
    };
    return undefined;
  }
}
