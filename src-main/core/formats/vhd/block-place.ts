import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

/**
 * Where the bitmap of a block starts, with the data behind it; undefined when the file does not hold the block. Throws
 * `vhd.block-place` and `vhd.block-truncated`; with tolerance `rescue` a block without a readable bitmap is not there.
 */
export function placeOf(table: BlockTable, block: number, entry: number): Bytes | undefined {
  if (entry === unallocated) return undefined;
  const { name, blockSize, bitmapLength, virtualSize, metadata, dataEnd, tolerance } = table;
  const start = entry * sectorSize;
  // Nothing behind the end of the disk is ever needed of the last block, so a writer may have cut it there.
  const end = start + bitmapLength + Math.min(blockSize, virtualSize - block * blockSize);
  const isMisplaced = metadata.some((range) => overlap(range, { start, length: end - start }));
  if (tolerance === 'rescue') return isMisplaced || start + bitmapLength > dataEnd ? undefined : start;
  if (isMisplaced) throw new DiskError('vhd.block-place', { name, block, start });
  if (end > dataEnd) throw new DiskError('vhd.block-truncated', { name, block, end, size: dataEnd });
  return start;
}

function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.start < endOf(b) && b.start < endOf(a);
}
