import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import type { Problem } from './check-problem.ts';
import { SectorRanges, type SectorRange } from './check-ranges.ts';
import { markCrossings, tableRanges } from './check-table-crossings.ts';
import { judgeTables, type Directory } from './check-table-places.ts';
import type { Walk } from './check-walk.ts';
import { entrySize, flag, sectorSize, type SparseHeader } from './layout.ts';
import { mendDirectory } from './repair-directory.ts';
import type { RepairedFile } from './repair-file.ts';

/** How many tables an extent has, and what they and a directory of them take. In sectors, but for the count. */
export interface TableShape {
  readonly count: number;
  readonly tableSectors: number;
  readonly directorySectors: number;
}

/** The directories of an extent; the first is absent only where the second stands in for it. */
export interface Directories {
  readonly shape: TableShape;
  readonly first: Directory | undefined;
  readonly second: Directory | undefined;
  /** Tables that are right where they are, but have others on them: an entry of theirs is one of another table as well. */
  readonly beset: ReadonlySet<number>;
  readonly metadata: SectorRanges;
}

export function tableShape(header: SparseHeader): TableShape {
  const count = Math.ceil(header.capacity / (header.tableLength * header.grainSize));
  return {
    count,
    tableSectors: Math.ceil((header.tableLength * entrySize) / sectorSize),
    directorySectors: Math.ceil((count * entrySize) / sectorSize),
  };
}

/**
 * Reads both directories of an extent and judges where they and their tables lie. Returns nothing when neither can be used.
 * @param firstSector where the first one lies, by the header or the footer; null when nothing tells
 */
export async function* directoryProblems(
  file: RepairedFile,
  header: SparseHeader,
  firstSector: number | null,
  walk: Walk,
): AsyncGenerator<Problem, Directories | undefined> {
  const shape = tableShape(header);
  const size = shape.count * entrySize;
  if (size > walk.limits.tableBytes && size <= file.size) {
    const facts = { name: file.name, table: 'grain directory', size, limit: walk.limits.tableBytes };
    throw new DiskError('disk.table-too-large', facts);
  }
  const fixed = fixedRanges(header);
  const secondSector = has(header, flag.redundantTables) ? header.redundantDirectory || null : null;
  const usable = (sector: number | null) => sector !== null && isDirectoryPlace(sector, size, file.size, fixed);
  const where = { file: file.name, start: 0, length: sectorSize };
  const firstUsable = usable(firstSector);
  // One that lies on a part of the first one gives way: programs read that.
  const isApart = !firstUsable || areApart(firstSector ?? 0, secondSector ?? 0, shape);
  const secondUsable = isApart && usable(secondSector);

  if (!firstUsable && !secondUsable) {
    yield { code: 'vmdk.directory-outside', facts: { name: file.name }, where };
    return undefined;
  }
  const sectors = {
    first: firstUsable && firstSector !== null ? firstSector : undefined,
    second: secondUsable && secondSector !== null && secondSector !== firstSector ? secondSector : undefined,
  };
  if (!firstUsable) {
    yield {
      code: 'vmdk.directory-lost',
      facts: { name: file.name, sector: firstSector ?? 0 },
      where,
      mend: () => mendDirectory(file, shape, { lost: 'first', kept: secondSector ?? 0, isPlace: usable }),
    };
  }
  if (secondSector !== null && !secondUsable) {
    yield {
      code: 'vmdk.second-directory-lost',
      facts: { name: file.name, sector: secondSector },
      where,
      mend: () => mendDirectory(file, shape, { lost: 'second', kept: firstSector ?? 0, isPlace: usable }),
    };
  }
  const directoryRanges = [sectors.first, sectors.second].flatMap((start) =>
    start === undefined ? [] : [{ start, end: start + shape.directorySectors }],
  );
  const occupied = new SectorRanges([...fixed, ...directoryRanges]);
  const read = async (sector: number | undefined): Promise<Directory | undefined> => {
    if (sector === undefined) return undefined;
    const entries = await readEntries(file.reader, sector * sectorSize, shape.count);
    return { sector, entries, states: judgeTables(entries, shape.tableSectors, file.size, occupied) };
  };
  const [first, second] = await Promise.all([read(sectors.first), read(sectors.second)]);
  const beset = first && second ? markCrossings(first, second, shape) : new Set<number>();
  const tables = [first, second].flatMap((directory) => (directory ? tableRanges(directory, shape.tableSectors) : []));
  return { shape, first, second, beset, metadata: new SectorRanges([...fixed, ...directoryRanges, ...tables]) };
}

/** Reads 32-bit entries. */
export async function readEntries(reader: Reader, at: Bytes, count: number): Promise<Uint32Array> {
  const bytes = new Uint8Array(count * entrySize);
  await reader.read(at, bytes);
  const view = viewOf(bytes);
  const entries = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) entries[i] = view.getUint32(i * entrySize, true);
  return entries;
}

/** The header and the descriptor. */
function fixedRanges({ descriptorOffset, descriptorSize }: SparseHeader): readonly SectorRange[] {
  const header = { start: 0, end: 1 };
  if (descriptorOffset === 0 || descriptorSize === 0) return [header];
  return [header, { start: descriptorOffset, end: descriptorOffset + descriptorSize }];
}

function isDirectoryPlace(sector: number, size: Bytes, fileSize: Bytes, fixed: readonly SectorRange[]): boolean {
  const end = sector + Math.ceil(size / sectorSize);
  const isFree = fixed.every((range) => end <= range.start || sector >= range.end);
  return sector > 0 && isFree && sector * sectorSize + size <= fileSize;
}

/** Whether two directories lie beside each other, or are one. */
function areApart(one: number, other: number, { directorySectors }: TableShape): boolean {
  return one === other || Math.abs(one - other) >= directorySectors;
}
