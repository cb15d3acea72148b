import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { cancellingAt } from '#test/support/watch.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { buildDynamic, buildFixed, free } from './build.ts';
import { contentAfter } from './compact-image.ts';
import { imageOf, recorded } from './edit-image.ts';
import { expectMendable, hasGoodFooter } from './mend.ts';
import { isSame, kinds, look, randomImage, type Seen } from './random-image.ts';
import { readsTheSame, resize, resized } from './resize-image.ts';

const sources = [...kinds.filter((kind) => kind !== 'own'), 'fixed', 'two sizes'] as const;
type Source = (typeof sources)[number];

async function imageFor(source: Source, random: Random): Promise<MemoryImage> {
  if (source === 'two sizes') return imageOf(tellingTwoSizes());
  if (source !== 'fixed') return randomImage(source, random);
  const size = 512 * (2 + random.below(8));
  const surplus = 512 * random.pick([0, 0, 1, 20]);
  const footerLength = random.pick([511, 512] as const);
  return imageOf(buildFixed(size + surplus, { footer: { currentSize: size }, footerLength }));
}

/** The geometry tells 34 KiB, but the table has room for 8 KiB only. */
function tellingTwoSizes(): Uint8Array {
  return buildDynamic({ table: [4, free], header: { blockSize: 4096 }, footer: { creatorApplication: 'qemu' } });
}

function otherSize(before: Seen, random: Random): Bytes {
  const sectors = before.present.length;
  const isSmaller = random.below(3) === 0;
  return 512 * (isSmaller ? 1 + random.below(sectors - 1) : sectors + random.pick([1, 9, 2000]));
}

/** The old disk or the new one; in the old one, what is to be cut off may be gone. */
function isOldOrNew(seen: Seen, before: Seen, size: Bytes): boolean {
  if (seen.content.length === size) return readsTheSame(seen, resized(before, size));
  if (seen.content.length !== before.content.length) return false;
  const isWhole = isSame(seen, before);
  const kept = Math.min(size, before.content.length);
  if (isWhole || size > before.content.length) return isWhole;
  const behind = (index: number) => seen.content[index] === 0 || seen.content[index] === before.content[index];
  for (let index = kept; index < seen.content.length; index += 1) if (!behind(index)) return false;
  return isSame(resized(seen, size), resized(before, size));
}

async function expectSafe(image: MemoryImage, before: Seen, size: Bytes, label: string): Promise<void> {
  expect(isOldOrNew(await look(image), before, size), label).toBe(true);
  await expectMendable(image, label);
  expect(isOldOrNew(await look(image), before, size), label).toBe(true);
  await resize(image, size);
  expect(readsTheSame(await look(image), resized(before, size)), label).toBe(true);
}

describe.each(sources)('resizing a VHD: %s', (source) => {
  it.each([1, 2, 3, 4])('leaves the old disk or the new one whenever the power is cut, series %i', async (seed) => {
    const random = seededRandom(seed);
    const image = await imageFor(source, random);
    const before = await look(image);
    const size = otherSize(before, random);
    const recorder = new Recorder();
    await resize(recorded(image, recorder), size);
    for (const { title, files } of recorder.cuts()) {
      const cut = contentAfter(image, files);
      expect(hasGoodFooter(cut), title).toBe(true);
      await expectSafe(imageOf(cut), before, size, title);
    }
    expect(recorder.steps.length).toBeGreaterThan(3);
  });

  it.each([11, 12])('leaves the old disk or the new one when anything fails, series %i', async (seed) => {
    const random = seededRandom(seed);
    const original = (await imageFor(source, random)).main.bytes();
    const before = await look(imageOf(original));
    const size = otherSize(before, random);
    let failures = 0;
    for (let nth = 1; ; nth += 1) {
      const image = imageOf(original);
      const fault = new Fault(nth);
      const main = new FaultyFile(image.main, fault);
      const failed = await resize({ main, name: image.name, sibling: (name) => image.sibling(name) }, size).then(
        () => false,
        (thrown: unknown) => thrown instanceof DiskError,
      );
      expect(failed).toBe(fault.fired);
      await expectSafe(image, before, size, `failure ${String(nth)}`);
      if (!failed) break;
      failures += 1;
    }
    expect(failures).toBeGreaterThan(5);
  });
});

it('a VHD whose resizing is cancelled is the old disk, and can be resized after all', async () => {
  const random = seededRandom(8);
  let cancelled = 0;
  for (let round = 0; round < 20; round += 1) {
    const image = await randomImage(random.pick(['by hand', 'XenServer', 'small blocks']), random);
    const before = await look(image);
    const size = before.content.length + 512 * 4000;
    try {
      await resize(image, size, { watch: cancellingAt(1 + random.below(2)) });
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'AbortError' });
      expect(isSame(await look(image), before)).toBe(true);
      cancelled += 1;
    }
    await expectSafe(image, before, size, `round ${String(round)}`);
  }
  expect(cancelled).toBeGreaterThan(5);
});
