import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import type { SectorRange } from './check-ranges.ts';
import type { TableCopy } from './edit-table-copies.ts';
import { differencesIn } from './edit-second-copy.ts';
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

/** What the tables of an extent tell. */
export interface Judgement {
  /** What of the file is in use. */
  readonly used: UsedSpace;
  /** A change was cut off before the second copy had it: `renewSecondCopy` comes before any other change. */
  readonly isSecondBehind: boolean;
}

/**
 * Goes through all tables of an extent before it is written to: their copies must agree, every grain must lie inside the file,
 * and nothing may lie upon anything else. Where a change was cut off, the header says so, and then the second copy may know less
 * than the first one, which counts. What the host knows to be a hole is not read, so a huge disk that holds little is
 * judged at once.
 * Throws `vmdk.edit-copies-differ`, `vmdk.edit-overlap`, `vmdk.edit-scattered`, `vmdk.bad-grain` or `vmdk.table-outside`.
 */
export async function judgeTables(extent: JudgedExtent, options: TableOptions): Promise<Judgement> {
  const { source, copies } = extent;
  const [first, ...others] = copies;
  const used = new UsedSpace(source.header.grainSize, options.limits.tableBytes);
  for (const { start, end } of metadataOf(source, copies)) used.addRange(start, end - start);
  const tables = tableCount(source);
  let isSecondBehind = false;
  for await (const stretch of first?.tables.stretches(0, tables, options.signal) ?? []) {
    for (const copy of others) {
      for await (const { table, isBehind } of differencesIn(stretch, copy, options.signal)) {
        const wasCutOff = isBehind && source.header.uncleanShutdown !== 0;
        if (!wasCutOff) throw new DiskError('vmdk.edit-copies-differ', { name: options.name, table });
        isSecondBehind = true;
      }
    }
    addGrains(used, stretch, extent, options.name);
  }
  const sector = used.findOverlap();
  if (used.isTooScattered) throw new DiskError('vmdk.edit-scattered', { name: options.name });
  if (sector !== undefined) throw new DiskError('vmdk.edit-overlap', { name: options.name, sector });
  return { used, isSecondBehind };
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
