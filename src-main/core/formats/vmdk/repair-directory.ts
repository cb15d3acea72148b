import type { Patch } from '../../disk/patch.ts';
import type { Reader } from '../../io/reader.ts';
import { readEntries, type TableShape } from './check-directories.ts';
import type { SectorRanges } from './check-ranges.ts';
import { entrySize, flag, highestSector, sectorSize, sparseHeader } from './layout.ts';
import type { RepairedFile } from './repair-file.ts';

/** Which directory the header has lost, and the sector of the one that is left. */
interface LostDirectory {
  readonly lost: 'first' | 'second';
  readonly kept: number;
  /** Whether a directory can lie at a sector. */
  readonly isPlace: (sector: number) => boolean;
}

/**
 * Puts the place of a lost directory right, in one write of the header. Every program lays both out one behind another; where
 * that place holds a directory whose tables equal the others, it is the lost one. Elsewhere the header gets to know one
 * directory only, which is legal: all that can be read now is read from that one.
 */
export async function* mendDirectory(
  file: RepairedFile,
  shape: TableShape,
  { lost, kept, isPlace }: LostDirectory,
): AsyncGenerator<Patch> {
  const because = lost === 'first' ? 'vmdk.directory-lost' : 'vmdk.second-directory-lost';
  const span = shape.directorySectors + shape.count * shape.tableSectors;
  const candidate = lost === 'first' ? kept + span : kept - span;
  if (isPlace(candidate) && (await isTwin(file, shape, { kept, candidate }))) {
    yield file.header(lost === 'first' ? { directory: candidate } : { redundantDirectory: candidate }, because);
    return;
  }
  const bytes = new Uint8Array(sparseHeader.size);
  await file.reader.read(0, bytes);
  const flags = (sparseHeader.decode(bytes).flags & ~flag.redundantTables) >>> 0;
  yield file.header({ directory: kept, redundantDirectory: 0, flags }, because);
}

async function isTwin(
  { reader, size }: RepairedFile,
  { count, tableSectors }: TableShape,
  { kept, candidate }: { readonly kept: number; readonly candidate: number },
): Promise<boolean> {
  const ours = await readEntries(reader, kept * sectorSize, count);
  const theirs = await readEntries(reader, candidate * sectorSize, count);
  for (const [i, sector] of ours.entries()) {
    const other = theirs[i] ?? 0;
    const inside = Math.max(sector, other) * sectorSize + tableSectors * sectorSize <= size;
    if (sector === 0 || other === 0 || sector === other || !inside) return false;
    if (!(await areEqual(reader, sector, other, tableSectors))) return false;
  }
  return true;
}

/** True when two runs of sectors hold the same. */
async function areEqual(reader: Reader, one: number, other: number, sectors: number): Promise<boolean> {
  const left = new Uint8Array(sectors * sectorSize);
  const right = new Uint8Array(sectors * sectorSize);
  await reader.read(one * sectorSize, left);
  await reader.read(other * sectorSize, right);
  return Buffer.compare(left, right) === 0;
}

/** A table that one directory has lost and the other still has. */
interface LostTable {
  readonly table: number;
  /** The sector of the directory with the wrong entry, and that entry. */
  readonly directory: number;
  readonly entry: number;
  /** The sector of the other copy. */
  readonly good: number;
  /** Where header, directories and tables lie: two tables that are empty are equal wherever they are. */
  readonly taken: SectorRanges;
}

/**
 * Points a directory to a table again: where it lies by the usual layout if that equals the other copy, else to a new copy at
 * the end, which is written before anything points to it.
 */
export async function* mendTable(
  file: RepairedFile,
  { tableSectors, directorySectors }: TableShape,
  lost: LostTable,
  because: string,
): AsyncGenerator<Patch> {
  const at = lost.directory * sectorSize + lost.table * entrySize;
  const usual = lost.directory + directorySectors + lost.table * tableSectors;
  // Of two that the first directory puts into one place, one can be right: the other one moves.
  if (usual === lost.entry && because === 'vmdk.table-shared') return;
  const fits = (usual + tableSectors) * sectorSize <= file.size && !lost.taken.touches(usual, tableSectors);
  if (
    fits &&
    (await areEqual(file.reader, usual, lost.good, tableSectors)) &&
    (await isInRow(file, lost, usual, tableSectors))
  ) {
    yield file.entry(at, lost.entry, usual, because);
    return;
  }
  const place = file.placeBehind(sectorSize) / sectorSize;
  if (place > highestSector) return;
  const table = { start: lost.good * sectorSize, length: tableSectors * sectorSize };
  yield* file.appendCopy(table, sectorSize, because);
  yield file.entry(at, lost.entry, place, because);
}

/** True when a neighbour in the directory lies where the usual layout has it: then the place between them is a table's. */
async function isInRow(
  { reader }: RepairedFile,
  { directory, table }: LostTable,
  usual: number,
  tableSectors: number,
): Promise<boolean> {
  const near = table === 0 ? 1 : table - 1;
  const [entry = 0] = await readEntries(reader, directory * sectorSize + near * entrySize, 1);
  return entry === usual + (near - table) * tableSectors;
}
