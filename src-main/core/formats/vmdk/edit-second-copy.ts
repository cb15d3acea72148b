import { isZero } from '../../disk/zeros.ts';
import type { Writer } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import type { TableCopy } from './edit-table-copies.ts';
import { tableCount, type TableStretch } from './grain-tables.ts';
import { absent, entrySize, sectorSize } from './layout.ts';
import type { SparseSource } from './read-header.ts';

/** A table that is another one in a second copy. */
export interface TableDifference {
  readonly table: number;
  /** What the first copy says. */
  readonly entries: Uint8Array;
  /** The second copy only lacks entries, as every change of ours that was cut off leaves it. */
  readonly isBehind: boolean;
}

/** The tables of a stretch that differ in a second copy. */
export async function* differencesIn(
  stretch: TableStretch,
  copy: TableCopy,
  signal?: AbortSignal,
): AsyncGenerator<TableDifference> {
  for await (const twin of copy.tables.stretches(stretch.first, stretch.first + stretch.count, signal)) {
    if (isSame(tablesOf(stretch, twin.first, twin.count), twin.entries)) continue;
    for (let table = twin.first; table < twin.first + twin.count; table += 1) {
      const [one, other] = [tablesOf(stretch, table, 1), tablesOf(twin, table, 1)];
      if (isSame(one, other)) continue;
      const hasPlace = sectorIn(copy, table) !== absent;
      yield { table, entries: one ?? new Uint8Array(0), isBehind: hasPlace && one !== undefined && lacks(other, one) };
    }
  }
}

/**
 * Gives the second copy of the tables what it lacks, and returns when that is on the medium. Only for copies of which nothing
 * else differs. Cut off, it can be done again.
 */
export async function renewSecondCopy(
  file: Writer,
  source: SparseSource,
  [first, second]: readonly TableCopy[],
  signal?: AbortSignal,
): Promise<void> {
  if (!first || !second) return;
  for await (const stretch of first.tables.stretches(0, tableCount(source), signal)) {
    for await (const { table, entries } of differencesIn(stretch, second, signal)) {
      await file.write(sectorIn(second, table) * sectorSize, entries, signal);
    }
  }
  await file.flush();
}

function sectorIn({ entries }: TableCopy, table: number): number {
  return entries.getUint32(table * entrySize, true);
}

/** Some tables of a stretch; undefined when no grain in them is stored. */
function tablesOf({ first, count, entries }: TableStretch, table: number, tables: number): Uint8Array | undefined {
  if (!entries) return undefined;
  const length = entries.length / count;
  return entries.subarray((table - first) * length, (table - first + tables) * length);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a && b) return Buffer.compare(a, b) === 0;
  return isZero(a ?? b ?? new Uint8Array(0));
}

/** Whether each entry is the same or is absent. */
function lacks(entries: Uint8Array | undefined, all: Uint8Array): boolean {
  if (!entries) return true;
  const [some, whole] = [viewOf(entries), viewOf(all)];
  for (let at = 0; at < all.length; at += entrySize) {
    const entry = some.getUint32(at, true);
    if (entry !== absent && entry !== whole.getUint32(at, true)) return false;
  }
  return true;
}
