import type { ImageFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { clearBehindDisk } from './clear-behind.ts';
import { endOfContent, lengthOf } from './compact-layout.ts';
import { contentWithout, footerStartAfter } from './compact-plan.ts';
import { dropBlocks } from './drop-blocks.ts';
import type { EditableImage } from './edit-open.ts';
import { liveTable } from './entries.ts';
import { replaceFooters } from './move-footer.ts';
import { resizedFooter, switchTable } from './resize-fields.ts';

/**
 * Makes a disk smaller. First the blocks of what is cut off are dropped: until the footers tell the new size, it reads as a hole.
 * The file ends behind its last block then; moving blocks is left to compaction.
 */
export async function shrinkDynamic(
  { main }: ImageFiles<Writer>,
  image: EditableImage,
  { virtualSize, watch }: ResizeOptions,
): Promise<void> {
  const { signal } = watch;
  const { table, chosen, found, batmap } = image;
  const { tableStart, tableEntries } = found.header;
  const blocks = Math.ceil(virtualSize / table.blockSize);
  const isDropped = (block: number) => block >= blocks;
  const content = await contentWithout(image, isDropped, signal);
  const live = liveTable(main, table);
  await dropBlocks(main, live, { first: blocks, end: tableEntries, isDropped, batmap, signal });
  signal.throwIfAborted();

  const newStart = footerStartAfter(image, content, { moves: 0, end: endOfContent(content) });
  await replaceFooters(main, resizedFooter(chosen.stored, virtualSize), { footerStart: table.dataEnd, newStart });
  // The batmap is found by the length of the table, which therefore stays.
  if (!batmap) await switchTable(main, found, { tableStart, tableEntries: blocks });
  // So that no program that makes the disk larger again shows what was cut off.
  await clearBehindDisk(main, live.table, {
    diskSize: virtualSize,
    lengthOf: (sector) => lengthOf(content, sector),
  });
  await main.flush();
}
