import { DiskError } from '#shared/errors.ts';
import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { overlap, placeOf } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

/** Where all blocks of an image lie that keep clear of each other and of everything else. */
export interface BlockSurvey {
  /** The sectors at which they start, in order. */
  readonly starts: Uint32Array;
  /** The last block of the disk, if the file holds it. */
  readonly last: LastBlock | undefined;
  /** Where the space ends that blocks and everything else use. */
  readonly end: Bytes;
}

/** A writer may have cut it where the disk ends. */
export interface LastBlock {
  readonly sector: number;
  /** What it takes of the file at most, its bitmap included: all of a block, or as far as nothing else follows. */
  readonly length: Bytes;
}

/**
 * Looks at every entry of the table before anything is changed. `areas` are used by something that is no block. Memory is four
 * bytes for each block of the disk. Throws `vhd.block-place`, `vhd.block-truncated`, `vhd.edit-structures` and
 * `vhd.edit-overlap` when writing one thing would change another, and `vhd.edit-table-large` above the limit for tables.
 */
export async function surveyBlocks(
  table: BlockTable,
  areas: readonly ByteRange[],
  { limits, signal }: OpenOptions,
): Promise<BlockSurvey> {
  const { name, blockSize, virtualSize } = table;
  refuseShared(table);
  // Entries behind the end of the disk mean nothing: XenServer keeps some in store, and old QEMU wrote one too many.
  const blocks = Math.ceil(virtualSize / blockSize);
  const size = 4 * blocks;
  if (size > limits.tableBytes) throw new DiskError('vhd.edit-table-large', { name, size, limit: limits.tableBytes });

  const found = new Uint32Array(blocks);
  let count = 0;
  let last = unallocated;
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, signal)) {
    for (const [i, entry] of entries.entries()) {
      if (placeOf(table, first + i, entry) === undefined) continue;
      found[count] = entry;
      count += 1;
      if (first + i === blocks - 1) last = entry;
    }
  }
  const starts = found.subarray(0, count).sort();
  const others = [...table.metadata, ...areas];
  const blocksEnd = endOfBlocks(table, starts, last);
  return {
    starts,
    last: last === unallocated ? undefined : { sector: last, length: lengthOfLast(table, starts, last, others) },
    end: roundUp(Math.max(blocksEnd, ...others.map(endOf)), sectorSize),
  };
}

/** Header, table and whatever else is no block have to have places of their own, before the footer. */
function refuseShared({ name, metadata, dataEnd }: BlockTable): void {
  for (const [i, range] of metadata.entries()) {
    const isShared = metadata.slice(i + 1).some((other) => overlap(range, other));
    if (isShared || endOf(range) > dataEnd) throw new DiskError('vhd.edit-structures', { name, start: range.start });
  }
}

/** @param sorted the sectors at which blocks start, in order; `last` is that of the last block of the disk */
function endOfBlocks(table: BlockTable, sorted: Uint32Array, last: number): Bytes {
  const { name, blockSize, bitmapLength, virtualSize, dataEnd } = table;
  const whole = (bitmapLength + blockSize) / sectorSize;
  // A writer may have cut the last block where the disk ends.
  const cut = (bitmapLength + ((virtualSize - 1) % blockSize) + 1) / sectorSize;
  let end = 0;
  for (const sector of sorted) {
    if (sector < end) throw new DiskError('vhd.edit-overlap', { name, start: sector * sectorSize });
    end = sector + (sector === last ? cut : whole);
  }
  // But where it is whole, nothing else may be put into its end.
  const highest = sorted.at(-1);
  return highest === undefined ? 0 : Math.min((highest + whole) * sectorSize, dataEnd);
}

/** As much of a whole block as there is room for before whatever follows; at least what the disk needs of it. */
function lengthOfLast(
  { bitmapLength, blockSize, virtualSize, dataEnd }: BlockTable,
  sorted: Uint32Array,
  last: number,
  others: readonly ByteRange[],
): Bytes {
  const start = last * sectorSize;
  const next = sorted[sorted.indexOf(last) + 1];
  const behind = others.map((other) => other.start).filter((other) => other > start);
  const end = Math.min(dataEnd, ...behind, next === undefined ? dataEnd : next * sectorSize);
  const needed = ((virtualSize - 1) % blockSize) + 1;
  return bitmapLength + Math.max(needed, Math.min(blockSize, end - start - bitmapLength));
}
