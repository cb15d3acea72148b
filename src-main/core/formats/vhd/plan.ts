import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { MeasurePlan } from '../../disk/format.ts';
import { bitmapLength, footer, header, sectorSize } from './layout.ts';
import type { VhdOptions } from './options.ts';

/** Hyper-V and XenServer put the data, not the bitmap before it, on multiples of this; disks with 4 KiB sectors like it. */
export const dataAlignment: Bytes = 4 * KiB;

/** Less than this behind the last block is alignment, or room that Windows leaves. */
export const leastTrailing: Bytes = 64 * KiB;

/** Where a bitmap starts, at `from` or behind it, so that the data behind it is aligned. */
export function alignedPlace(from: Bytes, bitmapLength: Bytes, alignment: Bytes = dataAlignment): Bytes {
  return roundUp(from + bitmapLength, alignment) - bitmapLength;
}

const headerStart: Bytes = footer.size;
const tableStart: Bytes = headerStart + header.size;

/** Table entries are 32-bit sector numbers. */
export const largestFile: Bytes = 0xffff_ffff * sectorSize;

/** Where everything goes in a new dynamic image. */
export interface VhdPlan {
  readonly diskSize: Bytes;
  readonly blockSize: Bytes;
  readonly blocks: number;
  readonly bitmapLength: Bytes;
  readonly headerStart: Bytes;
  readonly tableStart: Bytes;
  /** In whole sectors. */
  readonly tableLength: Bytes;
  /** Where the bitmap of the n-th block that is written starts. */
  readonly placeOf: (position: number) => Bytes;
  /** Where the footer goes once so many blocks are written. */
  readonly footerStart: (blocksWritten: number) => Bytes;
}

/** Throws `vhd.block-size-too-small` when a full disk would not fit into what 32-bit sector numbers reach. */
export function planVhd(virtualSize: Bytes, blockSize: Bytes): VhdPlan {
  const diskSize = roundUp(virtualSize, sectorSize);
  const blocks = Math.ceil(diskSize / blockSize);
  const bitmap = bitmapLength(blockSize);
  const tableLength = roundUp(4 * blocks, sectorSize);
  const tableEnd = tableStart + tableLength;
  const firstData = roundUp(tableEnd + bitmap, dataAlignment);
  const stride = roundUp(bitmap + blockSize, dataAlignment);
  if (firstData + blocks * stride > largestFile) {
    const limit = Math.floor((largestFile - firstData) / stride) * blockSize;
    throw new DiskError('vhd.block-size-too-small', { blockSize, limit, size: diskSize });
  }
  const placeOf = (position: number) => firstData - bitmap + position * stride;
  return {
    diskSize,
    blockSize,
    blocks,
    bitmapLength: bitmap,
    headerStart,
    tableStart,
    tableLength,
    placeOf,
    footerStart: (written) => (written === 0 ? tableEnd : placeOf(written - 1) + bitmap + blockSize),
  };
}

/** What a dynamic image takes, holes not counted: parts of a block that no data fills stay holes in a new file. */
export function measureDynamic({ virtualSize, dataBytes, options }: MeasurePlan<VhdOptions>): Bytes {
  const { blocks, blockSize, footerStart } = planVhd(virtualSize, options.blockSize);
  return footerStart(Math.min(blocks, Math.ceil(dataBytes / blockSize))) + footer.size;
}
