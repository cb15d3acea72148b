import type { ImageFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { takeSpace } from '../../io/take-space.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import type { EditableMap } from './edit-map.ts';
import { openEditableMap } from './edit-open.ts';
import { imageTypes } from './layout.ts';
import { moveBlocks } from './move-blocks.ts';
import { clearBehindDisk, dropBlocksFrom } from './resize-blocks.ts';
import { takeFrom, writeEntries } from './resize-entries.ts';
import { writeResized } from './resize-header.ts';
import { planGrowth, type GrowthPlan } from './resize-plan.ts';
import { blocksOfDisk, slotStart } from './slots.ts';

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
