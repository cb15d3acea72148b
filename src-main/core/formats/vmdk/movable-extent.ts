import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import type { SectorRange } from './check-ranges.ts';
import { judgeTables, metadataOf } from './edit-judge-tables.ts';
import { refuseHeader } from './edit-open-sparse.ts';
import { readCopies, type TableCopy } from './edit-table-copies.ts';
import { plannedPhase } from './grain-grid.ts';
import { tableCount, type TableOptions } from './grain-tables.ts';
import { absent, entrySize, flag, sectorSize, zeroedGrain } from './layout.ts';
import { requireRoom } from './open-sparse.ts';
import type { SparseSource } from './read-header.ts';

/** A sparse extent whose grains may get other places in its file. It lies on the disk where its range says. */
export interface MovableExtent<F extends Reader = Reader> extends ByteRange {
  readonly file: F;
  /** The file, for messages. */
  readonly name: string;
  readonly source: SparseSource;
  /** Both copies of the directory, or the only one; the one that readers follow comes first. */
  readonly copies: readonly TableCopy[];
  readonly grainBytes: Bytes;
  /** The remainder of the sectors where grains begin, when divided by the grain. Some grains may lie off that grid. */
  readonly phase: number;
  /** Sectors that stay as they are: header, descriptor, directories, tables, and what entries behind the end of the disk name. */
  readonly fixed: readonly SectorRange[];
  /** The second copy of the tables lacks what a change did that was cut off: `renewSecondCopy` comes before any other change. */
  readonly isSecondBehind: boolean;
}

/**
 * Opens a sparse extent after the same look at all of its tables as before editing: grains lie inside the file, and nothing upon
 * anything else. Throws what `openSparseEditor` throws.
 */
export async function openMovableExtent<F extends Reader>(
  { start, length }: ByteRange,
  file: F,
  source: SparseSource,
  options: TableOptions,
): Promise<MovableExtent<F>> {
  const { header } = source;
  const { name } = options;
  refuseHeader(source, name);
  requireRoom({ start, length, file: 0 }, header, name);
  const copies = await readCopies(file, source, options);
  const { used, isSecondBehind } = await judgeTables({ source, copies, fileSize: file.size, length }, options);
  const opened = {
    start,
    length,
    file,
    name,
    source,
    copies,
    grainBytes: header.grainSize * sectorSize,
    phase: used.phase ?? plannedPhase(header),
    isSecondBehind,
  };
  return { ...opened, fixed: [...metadataOf(source, copies), ...(await namedBehindEnd(opened, options.signal))] };
}

/** Grains that take space: their numbers in the extent, ascending, and the sectors where they begin. */
export interface StoredGrains {
  readonly grains: readonly number[];
  readonly sectors: readonly number[];
}

/** How many grains of an extent hold a part of the disk. */
function grainsOfDisk({ length, grainBytes }: Pick<MovableExtent, 'length' | 'grainBytes'>): number {
  return Math.ceil(length / grainBytes);
}

/** The stored grains of the disk, in batches of a few tables. */
export function storedGrains(extent: MovableExtent, signal?: AbortSignal): AsyncGenerator<StoredGrains> {
  return entriesBetween(extent, { first: 0, end: grainsOfDisk(extent) }, signal);
}

/** Entries behind the end of the disk that name a place all the same. */
export function entriesBehindEnd(
  extent: Omit<MovableExtent, 'fixed' | 'phase'>,
  signal?: AbortSignal,
): AsyncGenerator<StoredGrains> {
  const { tableLength } = extent.source.header;
  return entriesBetween(extent, { first: grainsOfDisk(extent), end: tableCount(extent.source) * tableLength }, signal);
}

async function* entriesBetween(
  { source, copies }: Omit<MovableExtent, 'fixed' | 'phase'>,
  { first, end }: { readonly first: number; readonly end: number },
  signal?: AbortSignal,
): AsyncGenerator<StoredGrains> {
  const { tableLength } = source.header;
  const hasZeroed = has(source.header, flag.zeroedGrains);
  const tables = { first: Math.floor(first / tableLength), end: Math.ceil(end / tableLength) };
  for await (const stretch of copies[0]?.tables.stretches(tables.first, tables.end, signal) ?? []) {
    if (!stretch.entries) continue;
    const view = viewOf(stretch.entries);
    const firstHere = stretch.first * tableLength;
    const grains: number[] = [];
    const sectors: number[] = [];
    const from = Math.max(0, first - firstHere);
    const to = Math.min(stretch.count * tableLength, end - firstHere);
    for (let i = from; i < to; i += 1) {
      const sector = view.getUint32(i * entrySize, true);
      if (sector === absent || (sector === zeroedGrain && hasZeroed)) continue;
      grains.push(firstHere + i);
      sectors.push(sector);
    }
    if (grains.length > 0) yield { grains, sectors };
  }
}

/** Some program may read them, as far as they lie in the file. */
async function namedBehindEnd(
  extent: Omit<MovableExtent, 'fixed' | 'phase'>,
  signal?: AbortSignal,
): Promise<SectorRange[]> {
  const { file, source } = extent;
  const fileEnd = Math.ceil(file.size / sectorSize);
  const ranges: SectorRange[] = [];
  for await (const { sectors } of entriesBehindEnd(extent, signal)) {
    for (const start of sectors) {
      const end = Math.min(start + source.header.grainSize, fileEnd);
      if (end > start) ranges.push({ start, end });
    }
  }
  return ranges;
}
