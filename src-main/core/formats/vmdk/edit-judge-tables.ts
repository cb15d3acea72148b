import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { isZero } from '../../disk/zeros.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import type { SectorRange } from './check-ranges.ts';
import type { TableCopy } from './edit-table-copies.ts';
import { UsedSpace } from './edit-used-space.ts';
import { tableCount, type TableOptions, type TableStretch } from './grain-tables.ts';
import { absent, entrySize, flag, sectorSize, zeroedGrain } from './layout.ts';
import type { SparseSource } from './read-header.ts';

/** What the tables of an extent are judged with. */
export interface JudgedExtent {
  readonly source: SparseSource;
  readonly copies: readonly TableCopy[];
  readonly fileSize: Bytes;
  /** Of the disk; grains beyond it are not read, and so are not judged. */
  readonly length: Bytes;
}

/**
 * Goes through all tables of an extent before it is written to: their copies must agree, every grain must lie inside the file,
 * and nothing may lie upon anything else. Returns what of the file is in use. What the host knows to be a hole is
 * not read, so a huge disk that holds little is judged at once.
 * Throws `vmdk.edit-copies-differ`, `vmdk.edit-overlap`, `vmdk.edit-scattered`, `vmdk.bad-grain` or `vmdk.table-outside`.
 */
export async function judgeTables(extent: JudgedExtent, options: TableOptions): Promise<UsedSpace> {
  const { source, copies } = extent;
  const [first, ...others] = copies;
  const used = new UsedSpace(source.header.grainSize, options.limits.tableBytes);
  for (const { start, end } of metadataOf(source, copies)) used.addRange(start, end - start);
  const tables = tableCount(source);
  for await (const stretch of first?.tables.stretches(0, tables, options.signal) ?? []) {
    for (const copy of others) await compare(stretch, copy, options);
    addGrains(used, stretch, extent, options.name);
  }
  const sector = used.findOverlap();
  if (used.isTooScattered) throw new DiskError('vmdk.edit-scattered', { name: options.name });
  if (sector !== undefined) throw new DiskError('vmdk.edit-overlap', { name: options.name, sector });
  return used;
}

/** The sectors of header, descriptor, directories and tables. */
export function* metadataOf(
  source: SparseSource,
  copies: readonly Pick<TableCopy, 'start' | 'entries'>[],
): Generator<SectorRange> {
  const { descriptorOffset, descriptorSize, tableLength } = source.header;
  const tables = tableCount(source);
  const tableSectors = Math.ceil((tableLength * entrySize) / sectorSize);
  yield { start: 0, end: 1 };
  if (descriptorOffset > 0) yield { start: descriptorOffset, end: descriptorOffset + descriptorSize };
  for (const { start, entries } of copies) {
    const first = start / sectorSize;
    yield { start: first, end: first + Math.ceil((tables * entrySize) / sectorSize) };
    for (let table = 0; table < tables; table += 1) {
      const sector = entries.getUint32(table * entrySize, true);
      if (sector !== absent) yield { start: sector, end: sector + tableSectors };
    }
  }
}

/** Throws `vmdk.edit-copies-differ` for the first table that is another one in a second copy. */
async function compare(stretch: TableStretch, copy: TableCopy, { name, signal }: TableOptions): Promise<void> {
  const end = stretch.first + stretch.count;
  for await (const twin of copy.tables.stretches(stretch.first, end, signal)) {
    if (isSame(partOf(stretch, twin.first, twin.count), twin.entries)) continue;
    let table = twin.first;
    while (isSame(partOf(stretch, table, 1), partOf(twin, table, 1))) table += 1;
    throw new DiskError('vmdk.edit-copies-differ', { name, table });
  }
}

/** Some tables of a stretch; undefined when no grain in them is stored. */
function partOf({ first, count, entries }: TableStretch, table: number, tables: number): Uint8Array | undefined {
  if (!entries) return undefined;
  const length = entries.length / count;
  return entries.subarray((table - first) * length, (table - first + tables) * length);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a && b) return Buffer.compare(a, b) === 0;
  return isZero(a ?? b ?? new Uint8Array(0));
}

function addGrains(used: UsedSpace, { first, entries }: TableStretch, extent: JudgedExtent, name: string): void {
  if (!entries) return;
  const { source, length, fileSize } = extent;
  const { grainSize, tableLength } = source.header;
  const grainBytes = grainSize * sectorSize;
  const hasZeroed = has(source.header, flag.zeroedGrains);
  const view = viewOf(entries);
  const firstGrain = first * tableLength;
  const count = Math.min(entries.length / entrySize, Math.ceil(length / grainBytes) - firstGrain);
  for (let i = 0; i < count; i += 1) {
    const sector = view.getUint32(i * entrySize, true);
    if (sector === absent || (sector === zeroedGrain && hasZeroed)) continue;
    const grain = firstGrain + i;
    if (sector === zeroedGrain) {
      throw new DiskError('vmdk.bad-grain', { name, grain, sector, problem: 'which belongs to the descriptor' });
    }
    // The last grain may end with the disk.
    if (sector * sectorSize + Math.min(grainBytes, length - grain * grainBytes) > fileSize) {
      throw new DiskError('vmdk.bad-grain', { name, grain, sector, problem: 'beyond the end of the file' });
    }
    used.addGrain(sector);
  }
}
