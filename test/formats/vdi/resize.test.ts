import { describe, expect, it } from 'vitest';
import { TiB, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, ResizeOptions } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { resizeVdi } from '#main/core/formats/vdi/resize.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { fixedIdentity, openImage, readAll, type MemoryImage } from '#test/support/make-image.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { reasonOf } from '#test/support/reason-of.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { buildVdi, free, zero } from './build.ts';
import { same, strictly } from './checking.ts';
import { editImage, filled, headerOf, imageOf, mapOf } from './edit-support.ts';
import { someUuid } from './healthy.ts';
import { blockSize, randomImage, type Kind } from './random-images.ts';
import { expectOnlyWaste, faultsIn } from './soundness.ts';

const seeds = Array.from({ length: 90 }, (_, seed) => seed + 1);

function kindOf(seed: number): Kind {
  return (['dynamic', 'static', 'differencing'] as const)[seed % 3] ?? 'dynamic';
}

function resize(
  image: Pick<ImageFiles<Writer>, 'main' | 'name'>,
  virtualSize: Bytes,
  options: Partial<ResizeOptions> = {},
): Promise<void> {
  const unneeded = () => Promise.reject(new Error('VDI needs one file only'));
  const files = {
    main: image.main,
    name: image.name,
    sibling: unneeded,
    create: unneeded,
    replaceMain: unneeded,
    remove: unneeded,
  };
  const how = { limits: defaultLimits, identity: newIdentity(), watch: unwatched };
  return resizeVdi(files, { ...how, virtualSize, ...options });
}

/** Not the identifiers that images are made with. */
function newIdentity() {
  const identity = fixedIdentity();
  return { ...identity, uuid: () => identity.uuid().replace('01020304', 'aaaaaaaa') };
}

/** Sizes in the same block, within the slack behind the map, beyond it, and smaller ones; not all are whole blocks. */
function newSize(random: Random, size: Bytes): Bytes {
  const more = random.pick([512, blockSize, 10 * blockSize, 90 * blockSize, 150 * blockSize, 2000 * blockSize]);
  const larger = size + Math.max(512, more - random.pick([0, 0, 512]) + random.pick([0, 512]));
  return random.below(3) === 0 ? 512 * (1 + random.below(size / 512 - 1)) : larger;
}

/** What is on the disk at another size: what is new is zero. */
function atSize(content: Uint8Array, size: Bytes): Uint8Array {
  const resized = new Uint8Array(size);
  resized.set(content.subarray(0, size));
  return resized;
}

/** True for the old disk, perhaps with zeros in sectors that are to be cut off, and for the new one. */
function isOneOfBoth(found: Uint8Array, before: Uint8Array, size: Bytes): boolean {
  if (found.length === size) return same(found, atSize(before, size));
  const kept = Math.min(before.length, size);
  if (found.length !== before.length || !same(found.subarray(0, kept), before.subarray(0, kept))) return false;
  return found.subarray(kept).every((byte, i) => byte === 0 || byte === before[kept + i]);
}

describe('resizing VDI', () => {
  it.each(seeds)('keeps what stays, and what is new is zero, image %i', async (seed) => {
    const random = seededRandom(seed);
    const kind = kindOf(seed);
    const image = await randomImage(random, kind);
    const before = await strictly(image);
    const waste = await faultsIn(image);
    const { modificationUuid, ...header } = headerOf(image.main.bytes());
    const size = newSize(random, before.length);

    await resize(image, size);
    expect(same(await strictly(image), atSize(before, size))).toBe(true);
    const found = (await faultsIn(image)).filter((code) => code !== 'vdi.slot-unused' && !waste.includes(code));
    expect(found).toEqual([]);
    const now = headerOf(image.main.bytes());
    const { uuid, parentUuid, imageType, comment } = header;
    expect(now).toMatchObject({ uuid, parentUuid, imageType, comment, diskSize: size });
    expect(now.modificationUuid).not.toBe(modificationUuid);
    expect(now.blocks).toBe(Math.ceil(size / blockSize));
    if (kind === 'static') expect(mapOf(image.main.bytes()).every((entry) => entry < zero)).toBe(true);
  });

  it.each(seeds.slice(0, 30))('any size after any other, and writes between them, image %i', async (seed) => {
    const random = seededRandom(seed + 1000);
    const image = await randomImage(random, kindOf(seed));
    let content = await strictly(image);
    for (let round = 0; round < 5; round += 1) {
      const size = newSize(random, content.length);
      await resize(image, size);
      content = atSize(content, size);
      expect(same(await strictly(image), content)).toBe(true);
      const layer = await editImage(image);
      for (let change = 0; change < 6; change += 1) {
        const at = 512 * random.below(size / 512);
        const start = at - (at % blockSize);
        const bytes = random.bytes(Math.min(blockSize, size - start));
        await layer.write(start, bytes);
        content.set(bytes, start);
      }
      await layer.flush();
    }
    expect(same(await strictly(image), content)).toBe(true);
    expect(
      (await faultsIn(image)).filter((code) => code !== 'vdi.slot-unused' && code !== 'vdi.trailing-bytes'),
    ).toEqual([]);
  });

  it('does nothing for the size that it has', async () => {
    const image = smallImage([1, free, 0]);
    const before = image.main.bytes();
    await resize(image, 3 * blockSize);
    expect(same(image.main.bytes(), before)).toBe(true);
  });

  it('adds entries where there is room behind the map, and moves nothing', async () => {
    const image = smallImage([1, free, 0]);
    const before = image.main.bytes();
    await resize(image, 128 * blockSize);
    const after = image.main.bytes();
    expect(after.length).toBe(before.length);
    expect(mapOf(after)).toEqual([1, free, 0, ...Array.from({ length: 125 }, () => free)]);
    expect(same(after.subarray(1024), before.subarray(1024))).toBe(true);
  });

  it('puts a longer map where the first blocks were', async () => {
    const image = smallImage([1, free, 0, 2]);
    await resize(image, 129 * blockSize);
    const { mapStart, dataStart, blocks, blocksAllocated } = headerOf(image.main.bytes());
    // The map starts at a multiple of 4 KiB, and the first slot has room for what is left of it there.
    expect({ mapStart, dataStart, blocks, blocksAllocated }).toEqual({
      mapStart: 4096,
      dataStart: 1024 + blockSize,
      blocks: 129,
      blocksAllocated: 3,
    });
    expect(mapOf(image.main.bytes()).slice(0, 5)).toEqual([0, free, 2, 1, free]);
    expect(await faultsIn(image)).toEqual([]);
  });

  it('makes the map a bit longer first, when every slot that it can name is in use', async () => {
    const image = smallImage([3, 1, 0, 2]);
    const before = await strictly(image);
    await resize(image, 300 * blockSize);
    expect(same(await strictly(image), atSize(before, 300 * blockSize))).toBe(true);
    expect(await faultsIn(image)).toEqual([]);
  });

  it('refuses when there is no room for even that', async () => {
    const image = smallImage(Array.from({ length: 128 }, (_, block) => block));
    const before = image.main.bytes();
    expect(await reasonOf(resize(image, 129 * blockSize))).toBe('vdi.resize-no-room');
    expect(same(image.main.bytes(), before)).toBe(true);
  });

  it('refuses what VDI cannot hold, by its own limit and by that of small blocks', async () => {
    expect(await reasonOf(resize(smallImage([0]), 5 * TiB))).toBe('resize.too-large');
    const large = { blockSize: 8 * 1024 ** 2, diskSize: 8 * 1024 ** 2, dataStart: 2 ** 20 };
    const image = imageOf(buildVdi({ map: [free], header: large }));
    expect(await reasonOf(resize(image, 511 * TiB + 512))).toBe('resize.too-large');
  });

  it('hides what a larger parent has behind the old end', async () => {
    const isChild = { imageType: imageTypes.differencing, parentUuid: someUuid };
    const image = smallImage([1, free, 0], isChild);
    await resize(image, 5 * blockSize);
    expect(mapOf(image.main.bytes())).toEqual([1, free, 0, zero, zero]);
    await resize(image, 1 * blockSize);
    await resize(image, 2 * blockSize);
    expect(mapOf(image.main.bytes())).toEqual([0, zero]);
  });

  it('shows nothing of what a program left behind the end of the disk', async () => {
    const image = smallImage([1, 0, free, free, 2], { diskSize: 2 * blockSize - 512, blocks: 5 });
    await image.main.resize(image.main.size + 2 * blockSize);
    await image.main.write(image.main.size - 2 * blockSize, filled(7, 2 * blockSize));
    const before = await strictly(image);
    await resize(image, 5 * blockSize);
    expect(same(await strictly(image), atSize(before, 5 * blockSize))).toBe(true);
  });

  it('forgets what it cuts off', async () => {
    const image = smallImage([0, 1, 2]);
    const before = await strictly(image);
    await resize(image, blockSize + 512);
    expect(image.main.size).toBe(1024 + 2 * blockSize);
    const kept = image.main.bytes().subarray(1024 + blockSize + 512);
    expect(same(kept, new Uint8Array(blockSize - 512))).toBe(true);
    await resize(image, 3 * blockSize);
    expect(same(await strictly(image), atSize(before.subarray(0, blockSize + 512), 3 * blockSize))).toBe(true);
  });

  it('takes the space of a static image, every new block with the slot of its number', async () => {
    const image = smallImage([0, 1, 2], { imageType: imageTypes.fixed });
    await resize(image, 6 * blockSize);
    expect(mapOf(image.main.bytes())).toEqual([0, 1, 2, 3, 4, 5]);
    expect(image.main.size).toBe(1024 + 6 * blockSize);
    await resize(image, 2 * blockSize);
    expect(mapOf(image.main.bytes())).toEqual([0, 1]);
    expect(image.main.size).toBe(1024 + 2 * blockSize);
    expect(headerOf(image.main.bytes()).blocksAllocated).toBe(2);
  });

  it('makes a slot zero that somebody left in a static image, before a new block gets it', async () => {
    const image = smallImage([0, free, 2], { imageType: imageTypes.fixed });
    await image.main.write(1024 + blockSize, filled(7, blockSize));
    const before = await strictly(image);
    await resize(image, 4 * blockSize);
    expect(mapOf(image.main.bytes())).toEqual([0, free, 2, 1]);
    expect(same(await strictly(image), atSize(before, 4 * blockSize))).toBe(true);
  });

  it('lets cylinders follow the size, and leaves a geometry unset that was', async () => {
    const geometry = { headerSize: 400, cylinders: 1, heads: 4, sectors: 3 };
    const image = smallImage([0, 1, 2], geometry);
    await resize(image, 10 * blockSize);
    expect(headerOf(image.main.bytes())).toMatchObject({ cylinders: 6, heads: 4, sectors: 3 });
    const { facts } = await openImage(vdi, image);
    expect(facts['geometry']).toBe('6/4/3');
    await resize(image, 512);
    expect(headerOf(image.main.bytes())).toMatchObject({ cylinders: 1, heads: 4, sectors: 3 });
    const unset = smallImage([0, 1, 2]);
    await resize(unset, 10 * blockSize);
    expect(headerOf(unset.main.bytes())).toMatchObject({ cylinders: 0, heads: 0, sectors: 0 });
  });

  it('refuses what must not be written to, and changes nothing', async () => {
    const image = smallImage([0, 0, free]);
    const before = image.main.bytes();
    expect(await reasonOf(resize(image, blockSize))).toBe('vdi.edit-shared-slot');
    expect(same(image.main.bytes(), before)).toBe(true);
  });
});

describe('resizing VDI, interrupted', () => {
  it.each(seeds.slice(0, 24))('by a power cut: is the old disk or the new one, image %i', async (seed) => {
    const random = seededRandom(seed);
    const kind = kindOf(seed);
    const image = await randomImage(random, kind, 10);
    const before = await strictly(image);
    const size = newSize(random, before.length);
    const recorder = new Recorder();
    await resize({ name: image.name, main: recorder.record(image.name, image.main) }, size);
    for (const { title, files } of recorder.cuts()) {
      const cut = imageOf(files.get(image.name) ?? new Uint8Array(0));
      expect(isOneOfBoth(await strictly(cut), before, size), title).toBe(true);
      const again = imageOf(cut.main.bytes());
      await expectOnlyWaste(cut, { canCompact: kind !== 'static' });
      expect(isOneOfBoth(await strictly(cut), before, size), title).toBe(true);
      await resize(again, size);
      expect(same(await strictly(again), atSize(before, size)), title).toBe(true);
    }
  });

  it.each(seeds.slice(0, 12))('by a failure: can be done again, image %i', async (seed) => {
    for (let nth = 1; ; nth += 1) {
      const random = seededRandom(seed);
      const image = await randomImage(random, kindOf(seed), 10);
      const before = await strictly(image);
      const size = newSize(random, before.length);
      const fault = new Fault(nth, 'ENOSPC', { operations: ['write', 'resize', 'flush'] });
      const main = new FaultyFile(image.main, fault);
      const outcome = await reasonOf(resize({ name: image.name, main }, size));
      expect(outcome === undefined).toBe(!fault.fired);
      expect(isOneOfBoth(await strictly(image), before, size)).toBe(true);
      if (!fault.fired) return;
      await resize(image, size);
      expect(same(await strictly(image), atSize(before, size))).toBe(true);
    }
  });

  it.each([2, 300])('by a wish to stop: is the old disk, on the way to %i blocks', async (blocks) => {
    const content = [5, 4, free, 3, 0, 6, free];
    for (let nth = 1; ; nth += 1) {
      const image = smallImage(content);
      const before = await strictly(image);
      const watch = cancellingAt(nth);
      const outcome = await resize(image, blocks * blockSize, { watch }).then(
        () => 'done',
        () => 'stopped',
      );
      const found = await readAll(await openImage(vdi, image));
      if (outcome === 'done') {
        expect(watch.signal.aborted).toBe(false);
        expect(found.length).toBe(blocks * blockSize);
        return;
      }
      expect(found.length).toBe(before.length);
      expect(isOneOfBoth(found, before, blocks * blockSize)).toBe(true);
      await expectOnlyWaste(image, { canCompact: true });
    }
  });
});

/** An image of small blocks, made by hand. */
function smallImage(
  map: readonly number[],
  header: NonNullable<Parameters<typeof buildVdi>[0]['header']> = {},
): MemoryImage {
  const diskSize = blockSize * map.length;
  const blocksAllocated = map.filter((entry) => entry < zero).length;
  return imageOf(buildVdi({ map, header: { blockSize, diskSize, blocksAllocated, dataStart: 1024, ...header } }));
}
