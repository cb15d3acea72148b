import { clip, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { takeSpace } from '../../io/take-space.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { writeZeros } from '../../io/clear-range.ts';
import type { EditableMap } from './edit-map.ts';
import { openEditableMap } from './edit-open.ts';
import type { Slots } from './edit-slots.ts';
import { imageTypes, zeroEntry } from './layout.ts';
import { isSlot } from './map.ts';
import { moveBlocks } from './move-blocks.ts';
import { clearBehindDisk, dropBlocksFrom } from './resize-blocks.ts';
import { writeResized } from './resize-header.ts';
import { planGrowth, type GrowthPlan } from './resize-plan.ts';
import { blocksOfDisk, slotSize, slotStart } from './slots.ts';

/**
 * Makes a disk larger. Where there is room behind the map, its new entries go there; they count when the header says so. Else
 * blocks leave the first slots, a whole new map goes into their place, and the header switches to it. Its slots have other
 * numbers, since the first one that is left becomes number 0.
 */
export async function growDisk(files: ImageFiles<Writer>, map: EditableMap, how: ResizeOptions): Promise<void> {
  const { main, name } = files;
  const { virtualSize: diskSize, limits, identity, watch } = how;
  const { signal } = watch;
  const { slots } = map;
  const { header } = map.map;
  const plan = planGrowth(header, diskSize, { name, used: slots.count });
  if (plan.blocksBefore > header.blocks) {
    await addFreeEntries(main, map, plan.blocksBefore);
    const longer = await openEditableMap(files, { limits, identity, signal });
    return growDisk(files, longer, how);
  }

  // Nothing behind the end of the disk is anything yet: neither blocks there nor the rest of its last one.
  await dropBlocksFrom(map, blocksOfDisk(header), signal);
  const sizeBefore = main.size;
  await takeSpaceForBlocks(main, map, plan);
  await clearBehindDisk(main, map, header.diskSize);
  if (plan.slotsForMap > 0) await leaveFirstSlots(main, map, plan, how);
  await writeEntries(main, map, plan, { sizeBefore, signal });
  if (main.size < plan.dataStart) await main.resize(plan.dataStart);
  signal.throwIfAborted();
  const { blocks, mapStart, dataStart } = plan;
  const blocksAllocated = Math.max(0, slots.end - plan.slotsForMap);
  const modificationUuid = identity.uuid();
  await writeResized(main, header, { diskSize, blocks, mapStart, dataStart, blocksAllocated, modificationUuid });
}

/** Makes the map longer than the disk needs. Nobody looks at the entries before the header counts them. */
async function addFreeEntries(file: Writer, { map: { header } }: EditableMap, blocks: number): Promise<void> {
  const start = header.mapStart + 4 * header.blocks;
  const added = new ForwardTable(file, { start, length: 4 * (blocks - header.blocks), endianness: 'little' });
  await added.finish();
  await writeResized(file, header, { ...header, blocks });
}

/** A static image takes its space before anything else happens: if there is not enough, it is as it was. */
async function takeSpaceForBlocks(file: Writer, map: EditableMap, plan: GrowthPlan): Promise<void> {
  const { header } = map.map;
  if (header.imageType !== imageTypes.fixed) return;
  const { end, count } = map.slots;
  const added = plan.blocks - blocksOfDisk(header);
  const size = slotStart(header, Math.max(end, plan.slotsForMap + count + added));
  if (size > file.size) await takeSpace(file, size);
}

async function leaveFirstSlots(
  file: Writer,
  map: EditableMap,
  { slotsForMap: end }: GrowthPlan,
  { watch }: ResizeOptions,
): Promise<void> {
  await moveBlocks(file, map, {
    phase: 'resize',
    leaves: (slot) => slot < end,
    count: map.slots.countBelow(end),
    take: () => takeFrom(map.slots, end),
    watch,
  });
}

/** The lowest free slot from `first` on. Those below stay taken, so that nobody gets them. */
function takeFrom(slots: Slots, first: number): number {
  let slot = slots.take();
  while (slot < first) slot = slots.take();
  return slot;
}

/**
 * Writes the new entries, and before them all others if the map gets another place: the area that blocks have left, which no
 * entry on the medium names any more.
 */
async function writeEntries(file: Writer, map: EditableMap, plan: GrowthPlan, how: Writing): Promise<void> {
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
