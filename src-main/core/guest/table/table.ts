import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Distrust, PartitionScheme } from '#shared/model/guest.ts';

/** A partition as a table has it. */
export interface TableEntry {
  readonly number: number;
  readonly range: ByteRange;
  readonly type: string;
  readonly name?: string | undefined;
}

export interface PartitionTable {
  readonly scheme: PartitionScheme;
  /** In the order of the disk. */
  readonly entries: readonly TableEntry[];
  /** Why no partition of it is trusted. */
  readonly distrust?: Distrust | undefined;
}

/** Where ranges overlap first; undefined when they do not. */
export function findOverlap(ranges: readonly ByteRange[]): number | undefined {
  const sorted = ranges.filter(({ length }) => length > 0).sort((a, b) => a.start - b.start);
  const index = sorted.findIndex((range, i) => {
    const before = sorted[i - 1];
    return before !== undefined && endOf(before) > range.start;
  });
  return sorted[index]?.start;
}

/** Entries in the order of the disk. */
export function inDiskOrder(entries: readonly TableEntry[]): TableEntry[] {
  return entries.toSorted((a, b) => a.range.start - b.range.start);
}
