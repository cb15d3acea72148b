import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

/** On top of header or table; not even its bitmap whole in the file; or not whole up to the end of the disk. */
export type BlockFault = 'misplaced' | 'outside' | 'cut-off';

/** Where an allocated block is said to lie, from its bitmap to the last byte that the disk needs of it. */
interface JudgedPlace {
  readonly start: Bytes;
  readonly end: Bytes;
  readonly fault: BlockFault | undefined;
}

type Surroundings = Pick<BlockTable, 'blockSize' | 'bitmapLength' | 'virtualSize' | 'metadata' | 'dataEnd'>;

/** Judges the entry of a block that the file is said to hold. */
export function judgePlace(table: Surroundings, block: number, entry: number): JudgedPlace {
  const { blockSize, bitmapLength, virtualSize, metadata, dataEnd } = table;
  const start = entry * sectorSize;
  const data = start + bitmapLength;
  // Nothing behind the end of the disk is ever needed of the last block, so a writer may have cut it there.
  const end = data + Math.min(blockSize, virtualSize - block * blockSize);
  if (metadata.some((range) => overlap(range, { start, length: end - start })))
    return { start, end, fault: 'misplaced' };
  if (data > dataEnd) return { start, end, fault: 'outside' };
  return { start, end, fault: end > dataEnd ? 'cut-off' : undefined };
}

/**
 * Where the bitmap of a block starts, with the data behind it; undefined when the file does not hold the block. Throws
 * `vhd.block-place` and `vhd.block-truncated`; with tolerance `rescue` a block without a readable bitmap is not there.
 */
export function placeOf(table: BlockTable, block: number, entry: number): Bytes | undefined {
  if (entry === unallocated) return undefined;
  const { name, dataEnd, tolerance } = table;
  const { start, end, fault } = judgePlace(table, block, entry);
  if (tolerance === 'rescue') return fault === 'misplaced' || fault === 'outside' ? undefined : start;
  if (fault === 'misplaced') throw new DiskError('vhd.block-place', { name, block, start });
  if (fault) throw new DiskError('vhd.block-truncated', { name, block, end, size: dataEnd });
  return start;
}

/** Whether two ranges share a byte. */
export function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.start < endOf(b) && b.start < endOf(a);
}
