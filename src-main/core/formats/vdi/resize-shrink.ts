import type { ImageFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import type { EditableMap } from './edit-map.ts';
import { moveBlocks } from './move-blocks.ts';
import { clearBehindDisk, dropBlocksFrom } from './resize-blocks.ts';
import { writeResized } from './resize-header.ts';

/**
 * Makes a disk smaller. First the blocks of what is cut off are dropped: until the header is written the disk has its old size
 * and zeros there. Slots have numbers below the number of blocks, so what lies in higher ones moves down before that number falls.
 * The map stays where it is.
 */
export async function shrinkDisk(files: ImageFiles<Writer>, map: EditableMap, how: ResizeOptions): Promise<void> {
  const { main } = files;
  const { virtualSize: diskSize, watch } = how;
  const { signal } = watch;
  const { header } = map.map;
  const blocks = Math.ceil(diskSize / header.blockSize);
  await map.markChanged(signal);
  await dropBlocksFrom(map, blocks, signal);

  const { slots } = map;
  await moveBlocks(main, map, {
    phase: 'resize',
    leaves: (slot) => slot >= blocks,
    count: slots.count - slots.countBelow(blocks),
    take: () => slots.take(),
    watch,
  });
  signal.throwIfAborted();
  await writeResized(main, header, {
    ...header,
    diskSize,
    blocks,
    blocksAllocated: slots.end,
    modificationUuid: map.header.modificationUuid,
  });
  // So that no program that makes the disk larger again shows what was cut off.
  await clearBehindDisk(main, map, diskSize);
  await map.trim();
}
