import { DiskError } from '#shared/errors.ts';
import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { overlap, placeOf } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

/**
 * Looks at every entry of the table before anything is changed. Returns where the space ends that blocks, metadata and
 * `areas` use. Memory is four bytes for each block of the disk. Throws `vhd.block-place`, `vhd.block-truncated`,
 * `vhd.edit-structures` and `vhd.edit-overlap` when writing one thing would change another, and `vhd.edit-table-large` above
 * the limit for tables.
 */
export async function surveyBlocks(
  table: BlockTable,
  areas: readonly ByteRange[],
  { limits, signal }: OpenOptions,
): Promise<Bytes> {
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
  const blocksEnd = endOfBlocks(table, found.subarray(0, count).sort(), last);
  return roundUp(Math.max(blocksEnd, ...[...table.metadata, ...areas].map(endOf)), sectorSize);
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
