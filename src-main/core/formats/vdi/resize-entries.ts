import { clip, type Bytes } from '#shared/model/bytes.ts';
import { writeZeros } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import type { EditableMap } from './edit-map.ts';
import type { Slots } from './edit-slots.ts';
import { imageTypes, zeroEntry } from './layout.ts';
import { isSlot } from './map.ts';
import type { GrowthPlan } from './resize-plan.ts';
import { blocksOfDisk, slotSize, slotStart } from './slots.ts';

/**
 * Writes the new entries, and before them all others if the map gets another place: the area that blocks have left, which no
 * entry on the medium names any more.
 */
export async function writeEntries(file: Writer, map: EditableMap, plan: GrowthPlan, how: Writing): Promise<void> {
  const { header, table } = map.map;
  const { blocks, mapStart, slotsForMap } = plan;
  const first = blocksOfDisk(header);
  const firstWritten = slotsForMap > 0 ? 0 : first;
  const start = mapStart + 4 * firstWritten;
  const length = 4 * (blocks - firstWritten);
  const written = new ForwardTable(file, { start, length, endianness: 'little' });
  for await (const run of entryRuns(table, firstWritten, first, how.signal)) {
    for (const [i, entry] of run.entries.entries()) {
      await written.set(run.first + i - firstWritten, isSlot(entry) ? entry - slotsForMap : entry);
    }
  }
  const fresh = freshEntries(file, map, { ...how, slotsForMap });
  for (let block = first; fresh && block < blocks; block += 1) {
    how.signal.throwIfAborted();
    await written.set(block - firstWritten, await fresh());
  }
  await written.finish();
}

interface Writing {
  /** Where the file ended before it grew: up to there a slot may hold something. */
  readonly sizeBefore: Bytes;
  readonly signal: AbortSignal;
}

/** Gives the entries of new blocks, one by one; undefined when they are free, as in a table that nobody fills. */
function freshEntries(
  file: Writer,
  map: EditableMap,
  { slotsForMap, sizeBefore, signal }: Writing & { readonly slotsForMap: number },
): (() => number | Promise<number>) | undefined {
  const { header } = map.map;
  switch (header.imageType) {
    case imageTypes.fixed:
      return async () => {
        const slot = takeFrom(map.slots, slotsForMap);
        map.slots.use(slot);
        const range = clip({ start: slotStart(header, slot), length: slotSize(header) }, sizeBefore);
        await writeZeros(file, range, signal);
        return slot - slotsForMap;
      };
    // A parent may be larger, and what is new is to be empty.
    case imageTypes.differencing:
      return () => zeroEntry;
    default:
      return undefined;
  }
}

/** The lowest free slot from `first` on. Those below stay taken, so that nobody gets them. */
export function takeFrom(slots: Slots, first: number): number {
  let slot = slots.take();
  while (slot < first) slot = slots.take();
  return slot;
}
