import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { seededRandom } from '#test/support/random.ts';
import { cancellingAt } from '#test/support/watch.ts';
import { compact, contentAfter, isBetween, planOf, setOf, someUnits, withoutUnits } from './compact-image.ts';
import type { UnitSet } from '#main/core/disk/unit-set.ts';
import { imageOf, recorded } from './edit-image.ts';
import { expectMendable, hasGoodFooter } from './mend.ts';
import { isSame, kinds, look, randomImage, type Seen } from './random-image.ts';

const smallKinds = kinds.filter((kind) => kind !== 'own');

/** Reads right, is waste at most, and can be compacted after all. */
async function expectSafe(image: MemoryImage, before: Seen, holes: UnitSet, label: string): Promise<void> {
  expect(isBetween(await look(image), before, holes), label).toBe(true);
  await expectMendable(image, label);
  await compact(image, holes);
  expect(isSame(await look(image), withoutUnits(before, holes)), label).toBe(true);
  expect((await planOf(image)).orphanedBytes, label).toBe(0);
}

describe.each(smallKinds)('compacting a VHD: %s', (kind) => {
  it.each([1, 2, 3])('loses nothing whenever the power is cut, series %i', async (seed) => {
    const random = seededRandom(seed);
    const image = await randomImage(kind, random);
    const before = await look(image);
    const holes = await someUnits(await planOf(image), random);
    const recorder = new Recorder();
    await compact(recorded(image, recorder), holes);
    for (const { title, files } of recorder.cuts()) {
      const cut = contentAfter(image, files);
      expect(hasGoodFooter(cut), title).toBe(true);
      await expectSafe(imageOf(cut), before, holes, title);
    }
  });

  it('loses nothing when a read, a write or a flush fails', async () => {
    const random = seededRandom(21);
    const original = (await randomImage(kind, random)).main.bytes();
    const before = await look(imageOf(original));
    const holes = await someUnits(await planOf(imageOf(original)), random);
    let failures = 0;
    for (let nth = 1; ; nth += 1) {
      const image = imageOf(original);
      const fault = new Fault(nth);
      const main = new FaultyFile(image.main, fault);
      const attempt = compact({ main, name: image.name, sibling: (name) => image.sibling(name) }, holes);
      const failed = await attempt.then(
        () => false,
        (thrown: unknown) => thrown instanceof DiskError,
      );
      expect(failed).toBe(fault.fired);
      await expectSafe(image, before, holes, `failure ${String(nth)}`);
      if (!failed) break;
      failures += 1;
    }
    expect(failures).toBeGreaterThan(3);
  });
});

it('a VHD whose compaction is cancelled is as sound as before, and can be compacted again', async () => {
  const random = seededRandom(5);
  let cancelled = 0;
  for (let round = 0; round < 40; round += 1) {
    const image = await randomImage(random.pick(['by hand', 'child', 'XenServer']), random);
    const before = await look(image);
    const watch = cancellingAt(1 + random.below(3));
    const none = setOf(4096, []);
    try {
      await compact(image, none, { watch });
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'AbortError' });
      cancelled += 1;
    }
    await expectSafe(image, before, none, `round ${String(round)}`);
  }
  expect(cancelled).toBeGreaterThan(5);
});
