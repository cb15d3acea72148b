import { expect } from 'vitest';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { compactVdi } from '#main/core/formats/vdi/compact.ts';
import { fixedIdentity, type MemoryImage } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';
import { check, repair } from './checking.ts';

/** The codes of all findings that are more than a note. */
export async function faultsIn(image: MemoryImage): Promise<readonly string[]> {
  const { findings } = await check(image);
  return [...new Set(findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code))].sort();
}

/** Expects nothing but waste and what is mended without loss, and that repairing, and compacting where that is possible, leaves nothing. */
export async function expectOnlyWaste(
  image: MemoryImage,
  { canCompact }: { readonly canCompact: boolean },
): Promise<void> {
  const { findings, codes } = await check(image);
  for (const { severity, fix, code } of findings) {
    expect(severity === 'waste' || severity === 'note' || fix?.loss === 'none', code).toBe(true);
  }
  await repair(image, ...codes);
  // Where bytes behind the last slot are cut off, the count may be too high only now.
  await repair(image, 'vdi.count-high');
  expect((await faultsIn(image)).filter((code) => code !== 'vdi.slot-unused')).toEqual([]);
  if (!canCompact) return;
  const nothing = new UnitSet(1);
  const how = { limits: defaultLimits, identity: fixedIdentity(), holes: nothing, zeros: nothing, watch: unwatched };
  await compactVdi(image, { ...how, marks: 'keep' });
  expect(await faultsIn(image)).toEqual([]);
}
