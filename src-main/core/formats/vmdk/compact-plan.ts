import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactionPlan, ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { UnitSet } from '../../disk/unit-set.ts';
import { has } from './check-header.ts';
import { openCompactable, type CompactableImage } from './compact-open.ts';
import { surveyGrains } from './grain-survey.ts';
import { flag } from './layout.ts';
import { storedGrains, type MovableExtent } from './movable-extent.ts';

const none: Pick<UnitSet, 'has'> = { has: () => false };

/**
 * Says what a compaction could give back: grains that nothing refers to, and bytes at the ends of files. What a table behind the
 * last grain keeps from being cut off is not counted. Throws what `openCompactable` throws.
 */
export async function planCompaction(files: ImageFiles, how: OpenOptions): Promise<CompactionPlan> {
  const image = await openCompactable(files, how);
  const { extents, otherBytes } = image;
  const size = extents.reduce((sum, { file }) => sum + file.size, otherBytes);
  return {
    unit: extents[0].grainBytes,
    canDeclareZero: canDeclareZero(image),
    orphanedBytes: size - (await sizeWithout(image, none, how.signal)),
    async *allocated(signal) {
      for (const extent of extents) {
        const first = firstUnitOf(extent);
        for await (const { grains } of storedGrains(extent, signal)) yield grains.map((grain) => first + grain);
      }
    },
    sizeAfter: (units, signal) => sizeWithout(image, units, signal),
  };
}

/** Whether all extents can say of a grain that it is zero. */
export function canDeclareZero({ extents }: CompactableImage): boolean {
  return extents.every(({ source }) => has(source.header, flag.zeroedGrains));
}

/** The number of the unit that is an extent's first grain. */
export function firstUnitOf({ start, grainBytes }: MovableExtent): number {
  return start / grainBytes;
}

async function sizeWithout(
  { extents, otherBytes }: CompactableImage,
  dropped: Pick<UnitSet, 'has'>,
  signal?: AbortSignal,
): Promise<Bytes> {
  let size = otherBytes;
  for (const extent of extents) {
    const first = firstUnitOf(extent);
    size += (await surveyGrains(extent, (grain) => !dropped.has(first + grain), signal)).sizeWhenPacked;
  }
  return size;
}
