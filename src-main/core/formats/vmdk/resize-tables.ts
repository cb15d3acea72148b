import { DiskError } from '#shared/errors.ts';
import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import type { Watch } from '../../disk/format.ts';
import { clearRange } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { EntryTable } from './entry-table.ts';
import type { GrainSlots } from './grain-slots.ts';
import { slotsInUse, surveyGrains } from './grain-survey.ts';
import { tableCount } from './grain-tables.ts';
import { entrySize, highestSector, largestFile, sectorSize, type SparseHeader } from './layout.ts';
import { moveGrains } from './move-grains.ts';
import type { MovableExtent } from './movable-extent.ts';

/** How an extent is resized. */
export interface SparseResize {
  /** What it is to hold of the disk. */
  readonly sectors: number;
  readonly limits: Limits;
  readonly watch: Watch;
}

/** Fields of the header that change with the size. */
export type HeaderChange = Partial<
  Pick<
    SparseHeader,
    'capacity' | 'directory' | 'redundantDirectory' | 'overhead' | 'descriptorOffset' | 'descriptorSize'
  >
>;

/** Everything that more tables need. In sectors, but for the counts. */
interface TablePlan {
  readonly before: number;
  readonly after: number;
  readonly tableSectors: number;
  readonly directorySectors: number;
  /** Whether the directories have room in their sectors for the new entries. */
  readonly inPlace: boolean;
  /** What the new tables and, unless they stay, directories take. */
  readonly needed: number;
}

function planTables({ source, copies }: MovableExtent, sectors: number): TablePlan {
  const { tableLength, grainSize } = source.header;
  const before = tableCount(source);
  const after = Math.max(before, Math.ceil(sectors / (tableLength * grainSize)));
  const tableSectors = Math.ceil((tableLength * entrySize) / sectorSize);
  const directorySectors = Math.ceil((after * entrySize) / sectorSize);
  const inPlace = directorySectors === Math.ceil((before * entrySize) / sectorSize);
  const needed = copies.length * ((after - before) * tableSectors + (inPlace ? 0 : directorySectors));
  return { before, after, tableSectors, directorySectors, inPlace, needed };
}

/**
 * Gives the tables of the added part a place behind those that are there, and to directories that become larger as well; tables
 * that exist stay where they are. Grains that lie there move up first: at the end of the file, tables would keep it from ever
 * getting short again. Where a directory has room in its last sector, its new entries are written there, behind what anybody
 * reads before the header says so.
 */
export async function provideTables(
  extent: MovableExtent<Writer>,
  { sectors, limits, watch }: SparseResize,
): Promise<HeaderChange> {
  const plan = planTables(extent, sectors);
  if (plan.after === plan.before) return {};
  const { file, source, copies, name } = extent;
  const { grainSize, overhead } = source.header;
  const size = plan.after * entrySize;
  if (size > limits.tableBytes) {
    throw new DiskError('disk.table-too-large', { name, table: 'grain directory', size, limit: limits.tableBytes });
  }
  const { slots } = await surveyGrains(extent, () => true, watch.signal);
  const start = slots.lowestRun(Math.ceil(plan.needed / grainSize));
  const end = start + Math.ceil(plan.needed / grainSize) * grainSize;
  if (end > highestSector) throw new DiskError('vmdk.edit-full', { name, limit: largestFile });
  const isTaken = await slotsInUse(extent, limits, watch.signal);
  await makeRoom(extent, { start, end }, { slots, isTaken, watch });

  await clearRange(file, { start: start * sectorSize, length: (end - start) * sectorSize }, watch.signal);
  if (file.size < end * sectorSize) await file.resize(end * sectorSize);
  let next = start;
  const places: number[] = [];
  // The redundant copy in front, as every program has it.
  for (const copy of copies.toReversed()) {
    const directory = plan.inPlace ? copy.start / sectorSize : next;
    const tables = plan.inPlace ? next : next + plan.directorySectors;
    const entries = new EntryTable(plan.after * entrySize);
    for (let table = 0; table < plan.after; table += 1) {
      const isOld = table < plan.before;
      const added = tables + (table - plan.before) * plan.tableSectors;
      entries.set(table, isOld ? copy.entries.getUint32(table * entrySize, true) : added);
    }
    const from: Bytes = plan.inPlace ? plan.before * entrySize : 0;
    await file.write(directory * sectorSize + from, entries.bytes.subarray(from), watch.signal);
    next = tables + (plan.after - plan.before) * plan.tableSectors;
    places.unshift(directory);
  }
  const [directory = 0, redundantDirectory] = places;
  // Grains lie behind the new tables now, unless others are in between.
  const isFront = start <= roundUp(overhead, grainSize);
  return {
    ...(!plan.inPlace && { directory, ...(redundantDirectory !== undefined && { redundantDirectory }) }),
    ...(isFront && end > overhead && { overhead: end }),
  };
}

/** What is known of the places in a file. */
interface Places {
  readonly slots: GrainSlots;
  readonly isTaken: (sector: number) => boolean;
  readonly watch: Watch;
}

/** Moves the grains in a range to free places behind it. Throws `vmdk.edit-full` before anything is moved. */
async function makeRoom(
  extent: MovableExtent<Writer>,
  { start, end }: { readonly start: number; readonly end: number },
  { slots, isTaken, watch }: Places,
): Promise<void> {
  const { file, grainBytes, source, phase, name } = extent;
  const { grainSize } = source.header;
  const leaves = (sector: number) => sector >= start && sector < end && sector % grainSize === phase;
  let count = 0;
  for (let slot = start; slot < end; slot += grainSize) if (isTaken(slot)) count += 1;
  const highest = Math.ceil(file.size / sectorSize) + (end - start) + (count + 1) * grainSize;
  if (highest > highestSector) throw new DiskError('vmdk.edit-full', { name, limit: largestFile });
  if (count === 0) return;
  const places = slots.from(end);
  const take = (): number => {
    let place = places.next().value;
    while (isTaken(place)) place = places.next().value;
    return place;
  };
  const total = count * grainBytes;
  let done = 0;
  const onMoved = (bytes: Bytes) => {
    done += bytes;
    watch.report({ phase: 'resize', done, total, unit: 'bytes' });
  };
  await moveGrains(extent, { leaves, take, onMoved }, watch);
}
