import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import type { Writer } from '../../io/reader.ts';
import { renewSecondCopy } from './edit-second-copy.ts';
import { EntryChanges } from './entry-changes.ts';
import { slotsInUse, surveyGrains } from './grain-survey.ts';
import type { GrainSlots } from './grain-slots.ts';
import { absent, sectorSize, zeroedGrain } from './layout.ts';
import { storedGrains, type MovableExtent } from './movable-extent.ts';
import { moveGrains } from './move-grains.ts';

/** What becomes of a stored grain. */
export type GrainFate = 'kept' | 'hole' | 'zero';

/** What is to be done with one extent. */
export interface ExtentCompaction {
  readonly extent: MovableExtent<Writer>;
  readonly fate: (grain: number) => GrainFate;
  /** Whether any grain is given back. */
  readonly drops: boolean;
  readonly toMove: Bytes;
  readonly slots: GrainSlots;
  /** The sector behind the lowest slots that take all grains that are left. */
  readonly border: number;
  /** How long the file will be. */
  readonly size: Bytes;
}

interface Bounds {
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Plans the compaction of an extent by its tables. */
export async function planExtent(
  extent: MovableExtent<Writer>,
  fate: ExtentCompaction['fate'],
  { signal }: Bounds,
): Promise<ExtentCompaction> {
  const { slots, movable, sizeWhenPacked } = await surveyGrains(extent, (grain) => fate(grain) === 'kept', signal);
  const border = slots.endAfter(movable);
  let drops = false;
  let toMove = 0;
  for await (const { grains, sectors } of storedGrains(extent, signal)) {
    for (const [i, grain] of grains.entries()) {
      if (fate(grain) !== 'kept') drops = true;
      else if (isBehind(sectors[i] ?? 0, border, extent)) toMove += extent.grainBytes;
    }
  }
  return { extent, fate, drops, toMove, slots, border, size: sizeWhenPacked };
}

/** Carries a plan out. Throws an abort between two batches; the extent is sound then, but not yet small. */
export async function compactExtent(
  plan: ExtentCompaction,
  { limits, signal, onMoved }: Bounds & { readonly onMoved: (bytes: Bytes) => void },
): Promise<void> {
  const { extent, border, slots, size, drops, toMove } = plan;
  const { file, grainBytes, name } = extent;
  if (extent.isSecondBehind) await renewSecondCopy(file, extent.source, extent.copies, signal);
  if (!drops && toMove === 0 && size === file.size) return;
  await dropGrains(plan, signal);

  if (toMove > 0) {
    const isTaken = await slotsInUse(extent, limits, signal);
    const places = slots.from(slots.first);
    const take = (): number => {
      let place = places.next().value;
      while (isTaken(place)) place = places.next().value;
      // Grains behind the border are as many as free slots before it.
      if (place >= border) throw new DiskError('vmdk.edit-scattered', { name });
      return place;
    };
    const leaves = (sector: number) => isBehind(sector, border, extent);
    await moveGrains(extent, { leaves, take, onMoved }, { signal });
  }
  signal.throwIfAborted();
  await file.flush();
  await file.resize(size);
  // What tables behind the grains keep in the file goes back to the host.
  for (const { start, end } of slots.runs(border)) {
    const length = Math.min(end * sectorSize, size) - start * sectorSize;
    if (length >= grainBytes) await file.punchHole?.({ start: start * sectorSize, length });
  }
  await file.flush();
}

/** Whether a grain lies on the grid, but behind the slots that are to be filled. */
function isBehind(sector: number, border: number, { source, phase }: MovableExtent): boolean {
  return sector >= border && sector % source.header.grainSize === phase;
}

/** Makes holes or zeros of grains; their places are free when it returns. */
async function dropGrains({ extent, fate }: ExtentCompaction, signal: AbortSignal): Promise<void> {
  const changes = new EntryChanges(extent);
  for await (const { grains } of storedGrains(extent, signal)) {
    for (const grain of grains) {
      const become = fate(grain);
      if (become !== 'kept') changes.set(grain, become === 'zero' ? zeroedGrain : absent);
      if (changes.isFull) {
        signal.throwIfAborted();
        await changes.publish();
      }
    }
  }
  await changes.publish();
}
