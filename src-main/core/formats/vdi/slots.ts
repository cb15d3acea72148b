import type { Bytes } from '#shared/model/bytes.ts';
import type { VdiHeader } from './layout.ts';

type Places = Pick<VdiHeader, 'dataStart' | 'blockExtra' | 'blockSize'>;

/** What one slot takes of the file: the extra bytes and the data. */
export function slotSize({ blockExtra, blockSize }: Places): Bytes {
  return blockExtra + blockSize;
}

/** Where a slot starts, its extra bytes first. */
export function slotStart(header: Places, slot: number): Bytes {
  return header.dataStart + slot * slotSize(header);
}

/**
 * Up to where the file must reach to hold what a block needs of its slot. Nothing behind the end of the disk is ever
 * needed of the last block, so a writer may have cut it there.
 */
export function neededEnd(header: VdiHeader, block: number, slot: number): Bytes {
  const { blockSize, blockExtra, diskSize } = header;
  const needed = Math.max(0, Math.min(blockSize, diskSize - block * blockSize));
  return slotStart(header, slot) + blockExtra + needed;
}

/** How many slots a file of that size reaches into, and how many of those it holds whole. */
export function slotsIn(header: Places, fileSize: Bytes): { readonly begun: number; readonly whole: number } {
  const slots = Math.max(0, fileSize - header.dataStart) / slotSize(header);
  return { begun: Math.ceil(slots), whole: Math.floor(slots) };
}

/** How many blocks the disk reaches into; the map may have more. */
export function blocksOfDisk({ diskSize, blockSize }: Pick<VdiHeader, 'diskSize' | 'blockSize'>): number {
  return Math.ceil(diskSize / blockSize);
}
