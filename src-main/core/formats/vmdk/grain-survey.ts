import { DiskError } from '#shared/errors.ts';
import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import { PagedBits } from './check-claims.ts';
import type { SectorRange } from './check-ranges.ts';
import { GrainSlots } from './grain-slots.ts';
import { sectorSize } from './layout.ts';
import { storedGrains, type MovableExtent } from './movable-extent.ts';

/** Where the grains of an extent could lie, and what that makes of its file. */
export interface GrainSurvey {
  readonly slots: GrainSlots;
  /** Grains on the grid, which may be moved from one slot to another. Those off it stay where they are. */
  readonly movable: number;
  /** How long the file has to be when the movable grains take the lowest slots. */
  readonly sizeWhenPacked: Bytes;
}

/** Goes over the grains of an extent and leaves out those that are not to be kept. */
export async function surveyGrains(
  extent: MovableExtent,
  isKept: (grain: number) => boolean,
  signal?: AbortSignal,
): Promise<GrainSurvey> {
  const { source, phase, fixed, file } = extent;
  const { grainSize, overhead } = source.header;
  const offGrid: SectorRange[] = [];
  let movable = 0;
  // Where grains may begin. The header tells, unless some lie before that.
  const planned = Math.min(overhead, Math.ceil(file.size / sectorSize));
  let first = phase + roundUp(Math.max(0, planned - phase), grainSize);
  for await (const { grains, sectors } of storedGrains(extent, signal)) {
    for (const [i, grain] of grains.entries()) {
      const sector = sectors[i] ?? 0;
      const isOnGrid = sector % grainSize === phase;
      if (isOnGrid && sector < first) first = sector;
      if (!isKept(grain)) continue;
      if (isOnGrid) movable += 1;
      else offGrid.push({ start: sector, end: sector + grainSize });
    }
  }
  const slots = new GrainSlots(grainSize, first, [...fixed, ...offGrid]);
  const end = Math.max(slots.takenEnd, slots.endAfter(movable)) * sectorSize;
  // Every program ends a file with a whole grain, and an empty one where the first grain would begin.
  const needed = Math.max(roundUp(end, extent.grainBytes), overhead * sectorSize);
  return { slots, movable, sizeWhenPacked: Math.min(file.size, needed) };
}

/** Which slots hold grains: a bit for each. Throws `vmdk.edit-scattered` when that takes too much memory. */
export async function slotsInUse(
  extent: MovableExtent,
  limits: Limits,
  signal: AbortSignal,
): Promise<(sector: number) => boolean> {
  const { source, phase, name } = extent;
  const { grainSize } = source.header;
  const used = new PagedBits(limits.tableBytes);
  for await (const { sectors } of storedGrains(extent, signal)) {
    for (const sector of sectors) if (sector % grainSize === phase) used.add(Math.floor(sector / grainSize));
  }
  if (!used.isComplete) throw new DiskError('vmdk.edit-scattered', { name });
  return (sector) => used.has(Math.floor(sector / grainSize));
}
