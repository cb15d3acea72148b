import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { CompactOptions, CompactionPlan, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { compactVdi } from '#main/core/formats/vdi/compact.ts';
import { planCompaction } from '#main/core/formats/vdi/compact-plan.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { fixedIdentity, openImage, readLayer, type MemoryImage } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { reasonOf } from '#test/support/reason-of.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';
import { buildVdi, free, zero } from './build.ts';
import { same, strictly } from './checking.ts';
import { headerOf, imageOf, mapOf } from './edit-support.ts';
import { healthy } from './healthy.ts';
import { blockSize, randomImage, type Kind } from './random-images.ts';
import { expectOnlyWaste, faultsIn } from './soundness.ts';

interface Dropping {
  readonly holes: UnitSet;
  readonly zeros: UnitSet;
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

function plan(files: ImageFiles): Promise<CompactionPlan> {
  return planCompaction(files, { limits: defaultLimits, tolerance: 'strict' });
}

function compact(
  files: ImageFiles<Writer>,
  dropping: Dropping,
  options: Partial<CompactOptions> = {},
): Promise<{ readonly movedBytes: Bytes }> {
  const how = { limits: defaultLimits, identity: fixedIdentity(), marks: 'renew', watch: unwatched } as const;
  return compactVdi(files, { ...how, ...dropping, ...options });
}

function kindOf(seed: number): Kind {
  return seed % 3 === 0 ? 'differencing' : 'dynamic';
}

async function allocatedIn(files: ImageFiles): Promise<readonly number[]> {
  const units: number[] = [];
  for await (const batch of (await plan(files)).allocated()) units.push(...batch);
  return units;
}

function setOf(units: readonly number[], unit: Bytes = blockSize): UnitSet {
  const set = new UnitSet(unit);
  for (const number of units) set.add(number);
  return set;
}

const nothing = { holes: setOf([]), zeros: setOf([]) };

/** Some of the allocated blocks, some of them as holes. */
async function chooseBlocks(image: MemoryImage, random: Random): Promise<Dropping & { readonly units: UnitSet }> {
  const all = await allocatedIn(image);
  const often = random.pick([2, 3, 8]);
  const dropped = all.filter(() => random.below(often) === 0);
  const zeros = dropped.filter(() => random.below(2) === 0);
  const holes = dropped.filter((unit) => !zeros.includes(unit));
  return { holes: setOf(holes), zeros: setOf(zeros), units: setOf(dropped) };
}

/** The content with these blocks made zero. */
function without(content: Uint8Array, units: UnitSet): Uint8Array {
  const left = content.slice();
  for (let unit = 0; unit * blockSize < left.length; unit += 1) {
    if (units.has(unit)) left.fill(0, unit * blockSize, (unit + 1) * blockSize);
  }
  return left;
}

/** True when each block is as it was, or is one of those that are dropped and zero. */
function isOneOfBoth(found: Uint8Array, before: Uint8Array, units: UnitSet): boolean {
  const after = without(before, units);
  for (let start = 0; start < before.length; start += blockSize) {
    const part = found.subarray(start, start + blockSize);
    const isAsBefore = same(part, before.subarray(start, start + blockSize));
    if (!isAsBefore && !same(part, after.subarray(start, start + blockSize))) return false;
  }
  return found.length === before.length;
}

describe('compacting VDI', () => {
  it.each(seeds)('drops what it is told to and keeps the rest, image %i', async (seed) => {
    const random = seededRandom(seed);
    const image = await randomImage(random, kindOf(seed));
    const before = await strictly(image);
    const mapBefore = mapOf(image.main.bytes());
    const { units, ...dropping } = await chooseBlocks(image, random);
    const predicted = await (await plan(image)).sizeAfter(units);

    await compact(image, dropping);
    expect(image.main.size).toBe(predicted);
    expect(same(await strictly(image), without(before, units))).toBe(true);
    expect(await faultsIn(image)).toEqual([]);
    for (const [block, entry] of mapOf(image.main.bytes()).entries()) {
      const was = mapBefore[block] ?? 0;
      const wanted = dropping.holes.has(block) ? free : dropping.zeros.has(block) ? zero : was;
      expect(wanted < zero ? entry < zero : entry === wanted, `block ${String(block)}`).toBe(true);
    }
  });

  it.each(seeds)('has nothing to give back the second time, image %i', async (seed) => {
    const random = seededRandom(seed);
    const image = await randomImage(random, kindOf(seed));
    await compact(image, await chooseBlocks(image, random));
    const bytes = image.main.bytes();
    const again = await plan(image);
    expect(again.orphanedBytes).toBe(0);
    expect(await again.sizeAfter(setOf([]))).toBe(bytes.length);
    expect(await compact(image, nothing, { marks: 'keep' })).toEqual({ movedBytes: 0 });
    expect(same(image.main.bytes(), bytes)).toBe(true);
  });

  it('finds nothing to give back in images as programs make them', async () => {
    for (const name of [
      'dynamic',
      'small blocks',
      'empty',
      'short header',
      'last slot cut at the end of the disk',
    ] as const) {
      const image = await healthy[name]();
      const found = await plan(image);
      expect([name, found.orphanedBytes, await found.sizeAfter(setOf([]))]).toEqual([name, 0, image.main.size]);
    }
  });

  it('counts slots that nobody names and what lies behind the last one', async () => {
    const image = smallImage([4, free, 1, zero, 0, free, free], 6);
    await image.main.resize(1024 + 6 * blockSize + 100);
    expect((await plan(image)).orphanedBytes).toBe(3 * blockSize + 100);
    expect(await allocatedIn(image)).toEqual([0, 2, 4]);
  });

  it('renews the modification UUID or keeps it, as it is told', async () => {
    const image = smallImage([2, 0, free, 1], 3);
    const before = headerOf(image.main.bytes());
    await compact(image, { ...nothing, zeros: setOf([1]) }, { marks: 'keep' });
    expect(headerOf(image.main.bytes())).toEqual({ ...before, blocksAllocated: 2 });
    await compact(image, { ...nothing, zeros: setOf([0]) }, { marks: 'renew' });
    const after = headerOf(image.main.bytes());
    expect(after).toEqual({ ...before, blocksAllocated: 1, modificationUuid: after.modificationUuid });
    expect(after.modificationUuid).not.toBe(before.modificationUuid);
  });

  it('does not count what lies behind the disk as part of it, and keeps it', async () => {
    const map = [5, free, 4];
    const image = imageOf(buildVdi({ map: [...map, 0, free, free], header: { blockSize, diskSize: 3 * blockSize } }));
    expect(await allocatedIn(image)).toEqual([0, 2]);
    await compact(image, { ...nothing, holes: setOf([0]) });
    expect(mapOf(image.main.bytes())).toEqual([free, free, 1, 0, free, free]);
  });

  it('refuses static images and what must not be written to', async () => {
    const refusals = [
      [await healthy.static(), 'compact.rewrite-instead'],
      [await healthy['version 0.2'](), 'vdi.edit-version'],
      [smallImage([0, 0, free]), 'vdi.edit-shared-slot'],
      [smallImage([0, 2]), 'vdi.slot-range'],
    ] as const;
    for (const [image, reason] of refusals) {
      const before = image.main.bytes();
      expect(await reasonOf(plan(image))).toBe(reason);
      expect(await reasonOf(compact(image, nothing))).toBe(reason);
      expect(same(image.main.bytes(), before)).toBe(true);
    }
  });

  it('shares flushes between many blocks', async () => {
    const map = Array.from({ length: 120 }, (_, block) => 119 - block);
    const image = smallImage(map, 120);
    const recorder = new Recorder();
    const main = recorder.record(image.name, image.main);
    const dropped = setOf(map.filter((block) => block >= 60));
    const { movedBytes } = await compact(withMain(image, main), { ...nothing, holes: dropped });
    expect(movedBytes).toBe(60 * blockSize);
    // For the UUID, two for the entries that are dropped, two for those that move, and one for the end of the file.
    expect(recorder.steps.filter(({ kind }) => kind === 'flush')).toHaveLength(6);
  });

  it('flushes in between when it moves much', async () => {
    await using folder = await TempFolder.create();
    const map = Array.from({ length: 150 }, (_, block) => block);
    await writeFile(folder.at('disk.vdi'), buildVdi({ map, header: { blocksAllocated: 150 } }));
    await using file = await openForWriting(folder.at('disk.vdi'));
    const flushes = new Fault(Infinity, 'EIO', { operations: ['flush'] });
    const files = { main: new FaultyFile(file, flushes), name: 'disk.vdi', sibling: () => Promise.reject(new Error()) };
    const dropped = setOf(map.slice(0, 75), MiB);
    expect(await compact(files, { ...nothing, holes: dropped })).toEqual({ movedBytes: 75 * MiB });
    expect(flushes.count).toBe(8);
    const layer = await openImage(vdi, files);
    for (const [range, expected] of [
      [{ start: 0, length: 75 * MiB }, new Uint8Array(75 * MiB)],
      [{ start: 75 * MiB, length: 75 * MiB }, patternAt(75 * MiB, 75 * MiB)],
    ] as const) {
      expect(same(await readLayer(layer, range), expected)).toBe(true);
    }
  });

  it('reports each byte that it moves', async () => {
    const image = smallImage([3, 4, free, free, 5, 0], 6);
    const watch = cancellingAt(1000);
    await compact(image, nothing, { watch });
    // Four slots are in use: those of blocks 1 and 4 are not among the first four.
    const total = 2 * blockSize;
    expect(watch.reports.every((report) => report.phase === 'compact' && report.total === total)).toBe(true);
    expect(watch.reports.at(-1)?.done).toBe(total);
  });
});

describe('compacting VDI, interrupted', () => {
  it.each(seeds.slice(0, 16))('by a power cut: loses nothing but space, image %i', async (seed) => {
    const random = seededRandom(seed);
    const image = await randomImage(random, kindOf(seed), 12);
    const before = await strictly(image);
    const { units, ...dropping } = await chooseBlocks(image, random);
    const recorder = new Recorder();
    await compact(withMain(image, recorder.record(image.name, image.main)), dropping);
    for (const { title, files } of recorder.cuts()) {
      const cut = imageOf(files.get(image.name) ?? new Uint8Array(0));
      expect(isOneOfBoth(await strictly(cut), before, units), title).toBe(true);
      await expectOnlyWaste(cut, { canCompact: true });
      expect(isOneOfBoth(await strictly(cut), before, units), title).toBe(true);
    }
  });

  it.each(seeds.slice(0, 8))('by a failure: can be done again, image %i', async (seed) => {
    for (let nth = 1; ; nth += 1) {
      const random = seededRandom(seed);
      const image = await randomImage(random, kindOf(seed), 12);
      const before = await strictly(image);
      const { units, ...dropping } = await chooseBlocks(image, random);
      const predicted = await (await plan(image)).sizeAfter(units);
      const fault = new Fault(nth, 'EIO', { operations: ['write', 'resize', 'flush'] });
      const failing = compact(withMain(image, new FaultyFile(image.main, fault)), dropping);
      const outcome = await reasonOf(failing);
      expect(outcome === undefined).toBe(!fault.fired);
      if (!fault.fired) return;
      expect(isOneOfBoth(await strictly(image), before, units)).toBe(true);
      await compact(image, dropping);
      expect(image.main.size).toBe(predicted);
      expect(same(await strictly(image), without(before, units))).toBe(true);
    }
  });

  it('by a wish to stop: leaves a sound image', async () => {
    for (let nth = 1; ; nth += 1) {
      const image = smallImage([5, 4, free, 3, 0, 6, free], 7);
      const before = await strictly(image);
      const watch = cancellingAt(nth);
      const stopped = await compact(image, nothing, { watch }).then(
        () => false,
        () => true,
      );
      expect(same(await strictly(image), before)).toBe(true);
      await expectOnlyWaste(image, { canCompact: true });
      expect(stopped).toBe(watch.signal.aborted);
      if (!stopped) return;
    }
  });

  it('before it began: changes nothing', async () => {
    const image = smallImage([5, 4, free, 3, 0, free], 6);
    const before = image.main.bytes();
    const watch = { ...unwatched, signal: AbortSignal.abort() };
    await expect(compact(image, { ...nothing, holes: setOf([0]) }, { watch })).rejects.toThrow();
    expect(same(image.main.bytes(), before)).toBe(true);
  });
});

/** An image of small blocks, made by hand. */
function smallImage(map: readonly number[], blocksAllocated = 0): MemoryImage {
  const diskSize = blockSize * map.length;
  return imageOf(buildVdi({ map, header: { blockSize, diskSize, blocksAllocated, dataStart: 1024 } }));
}

function withMain(image: MemoryImage, main: Writer): ImageFiles<Writer> {
  return { main, name: image.name, sibling: (name) => image.sibling(name) };
}
