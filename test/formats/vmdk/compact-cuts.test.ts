import { describe, expect, it } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { openImage, readAll } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { seededRandom } from '#test/support/random.ts';
import { cancellingAt } from '#test/support/watch.ts';
import { expectMended } from './mended.ts';
import { checkImage, contentOf } from './checking.ts';
import { allocatedIn, compactImage, copyOf, imageFrom, planOf, recorded, withoutUnits, wrapped } from './compacting.ts';
import { fragmented, oddUnit, recipes, severityOf, some } from './compact-recipes.ts';

/** Every state of a file costs a check, so there are not many of them. */
const few = { writes: 6, most: 24 * KiB };

describe.each(recipes)('compacting: $title', (recipe) => {
  it('loses nothing that is kept, whenever the power is cut, and leaves what a check mends without loss', async () => {
    const random = seededRandom(5);
    const { image, model } = await fragmented(recipe, random, few);
    const before = copyOf(image);
    const plan = await planOf(image);
    // The first one for certain, so that others have to move.
    const [first = 0, ...others] = await allocatedIn(plan);
    const holes = new Set([first, ...some(others, random, 4)]);
    const { files, recorder } = recorded(image);
    await compactImage(files, plan, { holes, marks: 'renew' });
    let cuts = 0;
    for (const { title, files: after } of recorder.cuts()) {
      const left = imageFrom(before, after);
      expect(oddUnit(await contentOf(left), model, holes, plan.unit), title).toBeUndefined();
      await expectMended(left, title);
      expect(oddUnit(await contentOf(left), model, holes, plan.unit), title).toBeUndefined();
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(10);
  });

  it('is sound after any failure of its files', async () => {
    for (let nth = 1; ; nth += 1) {
      const random = seededRandom(6);
      const { image, model } = await fragmented(recipe, random, few);
      const plan = await planOf(image);
      const holes = new Set(some(await allocatedIn(plan), random, 4));
      const fault = new Fault(nth, 'EIO', { operations: ['write', 'resize', 'flush'] });
      const files = wrapped(image, (file) => new FaultyFile(file, fault));
      const outcome = await compactImage(files, plan, { holes }).then(
        () => 'done',
        (thrown: unknown) => thrown,
      );
      if (!fault.fired) {
        expect(outcome).toBe('done');
        expect(nth).toBeGreaterThan(5);
        return;
      }
      expect(outcome).toMatchObject({ name: 'DiskError' });
      expect(oddUnit(await contentOf(image), model, holes, plan.unit), `failure ${String(nth)}`).toBeUndefined();
      await expectMended(image, `failure ${String(nth)}`);
      expect(oddUnit(await contentOf(image), model, holes, plan.unit), `failure ${String(nth)}`).toBeUndefined();
    }
  });

  it('can be stopped at any report', async () => {
    for (let n = 1; n <= 2; n += 1) {
      const random = seededRandom(8);
      const { image, model } = await fragmented(recipe, random);
      const plan = await planOf(image);
      const holes = new Set(some(await allocatedIn(plan), random, 3));
      await compactImage(image, plan, { holes, watch: cancellingAt(n) }).catch(() => undefined);
      expect(oddUnit(await contentOf(image), model, holes, plan.unit)).toBeUndefined();
      const { codes } = await checkImage(image);
      expect(codes.filter((code) => severityOf(code) === 'damage' || severityOf(code) === 'fatal')).toEqual([]);
      await compactImage(image, await planOf(image), { holes });
      const expected = withoutUnits(model, plan.unit, holes);
      expect(firstDifference(await readAll(await openImage(vmdk, image)), expected, 0)).toBeUndefined();
    }
  });
});
