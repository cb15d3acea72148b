import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import { openEditableMap } from './edit-open.ts';
import { growDisk } from './resize-grow.ts';
import { shrinkDisk } from './resize-shrink.ts';

/**
 * Gives a disk another size. What is new reads as zeros, even where a parent is larger, except in a block that the disk ended
 * inside and that its parent has. Throws what `editVdi` throws, `resize.too-large`, `vdi.resize-no-room`, an abort, and what
 * output throws.
 */
export async function resizeVdi(files: ResizeFiles, how: ResizeOptions): Promise<void> {
  const { limits, identity, virtualSize, watch } = how;
  const map = await openEditableMap(files, { limits, identity, signal: watch.signal });
  const { diskSize } = map.map.header;
  if (virtualSize > diskSize) await growDisk(files, map, how);
  else if (virtualSize < diskSize) await shrinkDisk(files, map, how);
}
