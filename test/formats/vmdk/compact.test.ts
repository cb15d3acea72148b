import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { flag, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { seededRandom } from '#test/support/random.ts';
import { expectMended } from './mended.ts';
import { buildSparse, descriptorOf, grain, sparseLine } from './build.ts';
import { checkImage, contentOf } from './checking.ts';
import {
  allocatedIn,
  compactImage,
  copyOf,
  imageFrom,
  planOf,
  recorded,
  scribble,
  sizeOf,
  withoutUnits,
} from './compacting.ts';
import { fragmented, isWasteByTables, recipes, some } from './compact-recipes.ts';
import { edit, entriesOf } from './edit-support.ts';

/** Makes tables forget grains, as programs do that discard and never compact. */
function forget(file: { main: MemoryImage['main'] }, grains: readonly number[], bytes: Uint8Array): Promise<void> {
  const view = viewOf(bytes);
  const { directory, redundantDirectory, tableLength } = sparseHeader.decode(bytes);
  for (const sector of [directory, redundantDirectory]) {
    if (!sector) continue;
    for (const number of grains) {
      const table = view.getUint32(sector * 512 + 4 * Math.floor(number / tableLength), true);
      view.setUint32(table * 512 + 4 * (number % tableLength), 0, true);
    }
  }
  return file.main.write(0, bytes);
}

describe.each(recipes)('compacting: $title', (recipe) => {
  it.each([1, 2, 3, 4])('keeps everything else and ends up as small as was said, series %i', async (seed) => {
    const random = seededRandom(seed);
    const { image, model } = await fragmented(recipe, random);
    const plan = await planOf(image);
    const holes = some(await allocatedIn(plan), random, 3);
    const predicted = await plan.sizeAfter({ has: (n) => holes.includes(n), count: holes.length });
    const before = sizeOf(image);
    await compactImage(image, plan, { holes });

    const expected = withoutUnits(model, plan.unit, holes);
    expect(firstDifference(await readAll(await openImage(vmdk, image)), expected, 0)).toBeUndefined();
    expect(sizeOf(image)).toBe(predicted);
    expect(predicted).toBeLessThan(before);
    const { codes } = await checkImage(image);
    expect(codes.filter((code) => code !== 'vmdk.interoperability' && !isWasteByTables(code, recipe))).toEqual([]);

    const again = await planOf(image);
    expect(again.orphanedBytes).toBe(0);
    expect(await again.sizeAfter({ has: () => false, count: 0 })).toBe(sizeOf(image));
    const bytes = image.contents();
    expect(await compactImage(image, again)).toBe(0);
    for (const [i, file] of image.contents().entries()) {
      expect(Buffer.compare(file.bytes, bytes[i]?.bytes ?? new Uint8Array(0)), file.name).toBe(0);
    }
    // It can still be written to.
    await scribble(image, expected, random, { writes: 5, most: 32 * KiB });
    expect(firstDifference(await readAll(await openImage(vmdk, image)), expected, 0)).toBeUndefined();
  });

  it('has nothing to give back of an image as it is written', async () => {
    const image = await recipe.make();
    const plan = await planOf(image);
    expect(plan.orphanedBytes).toBe(0);
    expect(await plan.sizeAfter({ has: () => false, count: 0 })).toBe(sizeOf(image));
  });

  it('gives everything back when nothing is kept', async () => {
    const { image, model } = await fragmented(recipe, seededRandom(9));
    const plan = await planOf(image);
    const holes = await allocatedIn(plan);
    expect(await compactImage(image, plan, { holes })).toBe(0);
    expect(sizeOf(image)).toBe(await plan.sizeAfter({ has: () => true, count: holes.length }));
    const content = await readAll(await openImage(vmdk, image));
    expect(content).toHaveLength(model.length);
    expect(content.every((byte) => byte === 0)).toBe(true);
  });
});

describe('what nothing refers to', () => {
  it('is given back, wherever it lies', async () => {
    const image = new MemoryImage(
      'disk.vmdk',
      buildSparse({ grains: { 0: 'data', 1: 'data', 7: 'data', 600: 'data' } }),
    );
    const content = await readAll(await openImage(vmdk, image));
    await forget(image, [1], image.main.bytes());
    await image.main.resize(image.main.size + 5 * grain + 77);
    const plan = await planOf(image);
    expect(plan.orphanedBytes).toBe(6 * grain + 77);
    expect(await compactImage(image, plan)).toBe(grain);
    expect((await checkImage(image)).codes).toEqual([]);
    const expected = withoutUnits(content, grain, [1]);
    expect(firstDifference(await readAll(await openImage(vmdk, image)), expected, 0)).toBeUndefined();
  });

  it('is not the room before the first grain, however much a program left there', async () => {
    const recipe = { grains: { 3: 'data' as const }, header: {} };
    const bytes = buildSparse(recipe);
    const { overhead } = sparseHeader.decode(bytes);
    const spacious = new Uint8Array(bytes.length + 4 * grain);
    spacious.set(bytes.subarray(0, overhead * 512));
    spacious.set(bytes.subarray(overhead * 512), overhead * 512 + 4 * grain);
    spacious.set(sparseHeader.encode({ ...sparseHeader.decode(bytes), overhead: overhead + 32 }));
    const view = viewOf(spacious);
    const { directory, redundantDirectory } = sparseHeader.decode(bytes);
    for (const sector of [directory ?? 0, redundantDirectory ?? 0]) {
      view.setUint32(view.getUint32(sector * 512, true) * 512 + 4 * 3, overhead + 32, true);
    }
    const image = new MemoryImage('disk.vmdk', spacious);
    expect((await checkImage(image)).codes).toEqual([]);
    expect((await planOf(image)).orphanedBytes).toBe(0);
  });
});

describe('grains off the grid of the others', () => {
  it('stay where they are, and nothing is put upon them', async () => {
    const base = buildSparse({ grains: { 0: 'data', 2: 'data', 3: 'data', 4: 'data', 5: 'data' } });
    const image = new MemoryImage('disk.vmdk', base);
    const content = await readAll(await openImage(vmdk, image));
    // Grain 600 begins a sector behind the end.
    const { directory, redundantDirectory } = sparseHeader.decode(base);
    const view = viewOf(base);
    const place = base.length / 512 + 1;
    for (const sector of [directory ?? 0, redundantDirectory ?? 0]) {
      view.setUint32(view.getUint32(sector * 512 + 4, true) * 512 + 4 * (600 - 512), place, true);
    }
    await image.main.write(0, base);
    await image.main.write(place * 512, content.subarray(0, grain));
    content.set(content.subarray(0, grain), 600 * grain);
    const plan = await planOf(image);
    const predicted = await plan.sizeAfter({ has: (n) => n === 2 || n === 3, count: 2 });
    await compactImage(image, plan, { holes: [2, 3] });
    expect(image.main.size).toBe(predicted);
    expect(entriesOf(image.main.bytes(), 600)).toEqual([place, place]);
    const expected = withoutUnits(content, grain, [2, 3]);
    expect(firstDifference(await readAll(await openImage(vmdk, image)), expected, 0)).toBeUndefined();
    expect((await planOf(image)).orphanedBytes).toBe(0);
  });
});

describe('a child', () => {
  const child = descriptorOf([sparseLine(6 * MiB)], 'parentFileNameHint="base.vmdk"').replace('=ffffffff', '=00000001');

  it('declares grains zero where its header allows that, and its parent shows through what becomes a hole', async () => {
    const flags = flag.newlineTest | flag.redundantTables | flag.zeroedGrains;
    const grains = { 0: 'data', 1: 'data', 2: 1, 9: 'data' } as const;
    const image = new MemoryImage(
      'disk.vmdk',
      buildSparse({ descriptor: child, header: { flags, version: 2 }, grains }),
    );
    const before = copyOf(image);
    const plan = await planOf(image);
    expect(plan.canDeclareZero).toBe(true);
    expect(await allocatedIn(plan)).toEqual([0, 1, 9]);
    const { files, recorder } = recorded(image);
    await compactImage(files, plan, { holes: [1], zeros: [0], marks: 'renew' });
    const bytes = image.main.bytes();
    expect([0, 1, 2].map((index) => entriesOf(bytes, index))).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(image.main.size).toBe(before.main.size - 2 * grain);
    for (const { title, files: after } of recorder.cuts()) {
      const left = imageFrom(before, after);
      await expectMended(left, title);
      expect(await contentOf(left), title).toBeDefined();
    }
  });

  it('cannot declare zeros where its header does not know them', async () => {
    const image = new MemoryImage('disk.vmdk', buildSparse({ descriptor: child, grains: { 0: 'data' } }));
    expect((await planOf(image)).canDeclareZero).toBe(false);
  });
});

describe('the content id', () => {
  it.each(['keep', 'renew'] as const)('is treated as asked for: %s', async (marks) => {
    const image = new MemoryImage('disk.vmdk', buildSparse({ grains: { 0: 'data', 1: 'data' } }));
    const before = (await openImage(vmdk, image)).marks;
    await compactImage(image, await planOf(image), { holes: [0], marks });
    const after = (await openImage(vmdk, image)).marks;
    if (marks === 'keep') expect(after).toEqual(before);
    else expect(after).not.toEqual(before);
  });
});

describe('what cannot be compacted in place', () => {
  const refusal = (image: MemoryImage) =>
    planOf(image).then(
      () => 'planned',
      (thrown: unknown) => thrown,
    );

  it.each(['monolithicFlat', 'streamOptimized', 'twoGbMaxExtentFlat'])('is refused: %s', async (variant) => {
    const image = await makeImage(vmdk, { variant, virtualSize: 1 * MiB, written: [{ start: 0, length: 64 * KiB }] });
    expect(await refusal(image)).toMatchObject({ reason: 'compact.rewrite-instead' });
  });

  it('is a set in which grains of one file are not grains of the disk', async () => {
    const uneven = defineFormat({ ...vmdk, options, title: 'uneven', variants: splitVariants(100 * KiB) });
    const image = await makeImage(uneven, {
      variant: 'twoGbMaxExtentSparse',
      virtualSize: 300 * KiB,
      options: { grainSize: 8 * KiB },
    });
    expect(await refusal(image)).toMatchObject({ reason: 'compact.rewrite-instead' });
  });

  it('is what must not be written to', async () => {
    const image = new MemoryImage('disk.vmdk', buildSparse({ header: { version: 3 } }));
    expect(await refusal(image)).toMatchObject({ reason: 'vmdk.edit-change-tracking' });
    const differing = new MemoryImage('disk.vmdk', buildSparse({ grains: { 0: 'data' } }));
    const { directory } = sparseHeader.decode(differing.main.bytes());
    const table = viewOf(differing.main.bytes()).getUint32((directory ?? 0) * 512, true);
    await differing.main.write(table * 512, new Uint8Array(4));
    expect(await refusal(differing)).toMatchObject({ reason: 'vmdk.edit-copies-differ' });
    await expect(edit(differing)).rejects.toMatchObject({ reason: 'vmdk.edit-copies-differ' });
  });
});
