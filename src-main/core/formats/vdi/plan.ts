import { KiB, MiB, roundUp, TiB, type Bytes } from '#shared/model/bytes.ts';
import type { MeasurePlan } from '../../disk/format.ts';
import type { VdiOptions } from './options.ts';

/**
 * The map gets a page of its own, so that a torn write of the header never touches it; VirtualBox 4.0 put it here too.
 * QEMU asks for a multiple of 512.
 */
const mapStart: Bytes = 4 * KiB;

/** VirtualBox aligns the data to 1 MiB, which suits every medium. The slack lets the map grow in place later. */
const dataAlignment: Bytes = MiB;

/**
 * Bounded by the 32-bit place of the data behind the map, at the smallest block size that can be chosen. QEMU's own limit
 * for blocks of 1 MiB lies just above.
 */
export const largestVdi: Bytes = 511 * TiB;

/** Where everything goes in a new image. */
export interface VdiPlan {
  readonly diskSize: Bytes;
  readonly blockSize: Bytes;
  readonly blocks: number;
  readonly mapStart: Bytes;
  readonly mapLength: Bytes;
  readonly dataStart: Bytes;
}

export function planVdi(virtualSize: Bytes, blockSize: Bytes): VdiPlan {
  const diskSize = roundUp(virtualSize, 512);
  const blocks = Math.ceil(diskSize / blockSize);
  const mapLength = 4 * blocks;
  const dataStart = roundUp(mapStart + mapLength, dataAlignment);
  return { diskSize, blockSize, blocks, mapStart, mapLength, dataStart };
}

/** What a dynamic image takes, holes not counted: parts of a block that no data fills stay holes in a new file. */
export function measureDynamic({ virtualSize, dataBytes, options }: MeasurePlan<VdiOptions>): Bytes {
  const { dataStart, blocks, blockSize } = planVdi(virtualSize, options.blockSize);
  return dataStart + Math.min(blocks * blockSize, roundUp(dataBytes, blockSize));
}

/** How long the file of a static image is: the last slot is whole, even if the disk ends inside it. */
export function staticLength({ dataStart, blocks, blockSize }: VdiPlan): Bytes {
  return dataStart + blocks * blockSize;
}

/** What a static image takes, whatever it holds. */
export function measureStatic({ virtualSize, options }: MeasurePlan<VdiOptions>): Bytes {
  return staticLength(planVdi(virtualSize, options.blockSize));
}
