import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { freePlaces, lengthOf, planLayout } from './compact-layout.ts';
import { contentWithout, footerStartAfter, openCompactable } from './compact-plan.ts';
import { dropBlocks } from './drop-blocks.ts';
import { liveTable } from './entries.ts';
import { moveBlocks } from './move-blocks.ts';
import { moveFooterIn } from './move-footer.ts';

/**
 * Drops blocks, moves the highest of the others into free places below, and cuts the file. Nothing marks the image as
 * changed, since the format has no field for that. Throws what `planVhdCompaction` throws, an abort, and what output throws.
 */
export async function compactVhd(
  files: ImageFiles<Writer>,
  { limits, holes, watch }: CompactOptions,
): Promise<{ readonly movedBytes: Bytes }> {
  const { main } = files;
  const { signal } = watch;
  const image = await openCompactable(files, { limits, tolerance: 'strict', signal });
  const { table, chosen, batmap } = image;
  const isDropped = (block: number) => holes.has(block);
  const content = await contentWithout(image, isDropped, signal);
  const layout = planLayout(content);

  const live = liveTable(main, table);
  await dropBlocks(main, live, {
    first: 0,
    end: Math.ceil(table.virtualSize / table.blockSize),
    isDropped,
    batmap,
    signal,
  });
  const movedBytes = await moveBlocks(main, live, {
    phase: 'compact',
    leaves: (sector) => sector >= layout.boundary,
    count: layout.moves,
    lengthOf: (sector) => lengthOf(content, sector),
    places: freePlaces(content),
    watch,
  });
  signal.throwIfAborted();
  const newStart = footerStartAfter(image, content, layout);
  await moveFooterIn(main, chosen.stored, { footerStart: table.dataEnd, newStart });
  return { movedBytes };
}
