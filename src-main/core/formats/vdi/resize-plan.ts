import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { VdiHeader } from './layout.ts';
import { largestVdi } from './plan.ts';
import { slotSize } from './slots.ts';

/** How the image will be laid out when its disk is larger. */
export interface GrowthPlan {
  /** Entries of the map. */
  readonly blocks: number;
  readonly mapStart: Bytes;
  readonly dataStart: Bytes;
  /** How many of the first slots become the place of a new map; 0 when the present one has room to grow. */
  readonly slotsForMap: number;
  /** How many entries the present map needs until then, so that blocks can leave these slots: slots have numbers below that. */
  readonly blocksBefore: number;
}

/**
 * Plans the growth of a disk of whose slots `used` are in use. VDI wants the map before the data, and a slot that has a number
 * below the length of the map. Throws `resize.too-large`, and `vdi.resize-no-room` when blocks that are in the way of a longer map
 * could go nowhere.
 */
export function planGrowth(
  header: VdiHeader,
  virtualSize: Bytes,
  { name, used }: { name: string; used: number },
): GrowthPlan {
  const { mapStart, dataStart, blockSize } = header;
  const blocks = Math.max(header.blocks, Math.ceil(virtualSize / blockSize));
  const mostBefore = Math.floor((dataStart - mapStart) / 4);
  const size = slotSize(header);
  const newMapStart = roundUp(dataStart, 4 * KiB);
  // The place of the data is a 32-bit number, and the map lies before it.
  const mostBehind = Math.floor((2 ** 32 - 1 - size - newMapStart) / 4);
  const limit = Math.min(largestVdi, blockSize * Math.max(mostBefore, mostBehind));
  if (virtualSize > limit) {
    const title = `VDI with blocks of ${String(blockSize / KiB)} KiB`;
    throw new DiskError('resize.too-large', { size: virtualSize, title, limit });
  }
  if (blocks <= mostBefore) return { blocks, mapStart, dataStart, slotsForMap: 0, blocksBefore: header.blocks };

  const slotsForMap = Math.ceil((newMapStart + 4 * blocks - dataStart) / size);
  const blocksBefore = Math.max(header.blocks, used + slotsForMap);
  if (blocksBefore > mostBefore) throw new DiskError('vdi.resize-no-room', { name, size: virtualSize });
  return { blocks, mapStart: newMapStart, dataStart: dataStart + slotsForMap * size, slotsForMap, blocksBefore };
}
