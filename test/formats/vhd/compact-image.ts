import type { CompactionPlan, CompactOptions, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { dropping } from '#test/support/compact-options.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import type { Random } from '#test/support/random.ts';
import { isSame, withHole, type Seen } from './random-image.ts';

export async function planOf(files: ImageFiles): Promise<CompactionPlan> {
  const plan = await vhd.planCompaction?.(files, { limits: defaultLimits, tolerance: 'strict' });
  if (!plan) throw new Error('VHD cannot be compacted');
  return plan;
}

export async function compact(
  files: ImageFiles<Writer>,
  holes: UnitSet,
  rest: Partial<CompactOptions> = {},
): Promise<number> {
  const done = await vhd.compact?.(files, { ...dropping(holes), ...rest });
  return done?.movedBytes ?? 0;
}

export async function allocatedIn(plan: CompactionPlan): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const units of plan.allocated()) all.push(...units);
  return all;
}

/** A set of some of the units. */
export function setOf(unit: number, units: readonly number[]): UnitSet {
  const set = new UnitSet(unit);
  for (const number of units) set.add(number);
  return set;
}

/** Some of the allocated units, at times none or all of them. */
export async function someUnits(plan: CompactionPlan, random: Random): Promise<UnitSet> {
  const odds = random.pick([0, 2, 3, 100]);
  const units = await allocatedIn(plan);
  return setOf(
    plan.unit,
    units.filter(() => random.below(100) < odds * 25),
  );
}

/** What is seen when some units are holes. */
export function withoutUnits(seen: Seen, units: UnitSet): Seen {
  let result = seen;
  const { unit } = units;
  for (let start = 0; start < seen.content.length; start += unit) {
    if (!units.has(start / unit)) continue;
    result = withHole(result, start, Math.min(unit, seen.content.length - start));
  }
  return result;
}

/** Whether each unit is seen as it was, or as a hole if it is one of those to be dropped. */
export function isBetween(seen: Seen, before: Seen, dropped: UnitSet): boolean {
  const { unit } = dropped;
  let expected = before;
  for (let start = 0; start < before.content.length; start += unit) {
    const isHole = seen.present.subarray(start / 512, (start + unit) / 512).every((bit) => bit === 0);
    if (!dropped.has(start / unit) || !isHole) continue;
    expected = withHole(expected, start, Math.min(unit, before.content.length - start));
  }
  return isSame(seen, expected);
}

/** A copy of an image, or what a power cut has left of it. */
export function contentAfter(image: MemoryImage, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return files.get(image.name) ?? new Uint8Array(0);
}
