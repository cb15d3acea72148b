import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { judgeCompaction } from './compact-plan.ts';
import type { EditableMap } from './edit-map.ts';
import { openEditableMap } from './edit-open.ts';
import { isSlot } from './map.ts';
import { moveBlocks } from './move-blocks.ts';
import { blocksOfDisk } from './slots.ts';

/**
 * Drops blocks, moves those with the highest slots into the free ones below, and cuts the file. The entries of dropped blocks are
 * flushed before anything is put into their slots. Throws what `planCompaction` throws, an abort, and what output throws.
 */
export async function compactVdi(
  files: ImageFiles<Writer>,
  how: CompactOptions,
): Promise<{ readonly movedBytes: Bytes }> {
  const { main, name } = files;
  const { limits, identity, marks, watch } = how;
  const { signal } = watch;
  const map = await openEditableMap(files, { limits, identity, signal });
  judgeCompaction(map.map.header, name);

  if (marks === 'renew') await map.markChanged(signal);
  await dropBlocks(map, how);

  const { slots } = map;
  const end = slots.count;
  const movedBytes = await moveBlocks(main, map, {
    phase: 'compact',
    leaves: (slot) => slot >= end,
    count: end - slots.countBelow(end),
    take: () => slots.take(),
    watch,
  });
  await map.trim(signal);
  return { movedBytes };
}

/** Publishes what is dropped: from then on its slots are free. */
async function dropBlocks(map: EditableMap, { holes, zeros, watch }: CompactOptions): Promise<void> {
  const { signal } = watch;
  const { header, table } = map.map;
  for await (const { first, entries } of entryRuns(table, 0, blocksOfDisk(header), signal)) {
    for (const [i, slot] of entries.entries()) {
      if (!isSlot(slot)) continue;
      if (zeros.has(first + i)) await map.declareZero(first + i, slot);
      else if (holes.has(first + i)) await map.free(first + i, slot);
    }
    await map.relieve(signal);
  }
  await map.flush(signal);
}
