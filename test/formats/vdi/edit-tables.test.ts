import { describe, expect, it, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { openImage, readAll, readLayer } from '#test/support/make-image.ts';
import { firstDifference, patternAt } from '#test/support/patterns.ts';
import { diskId, stateId } from '#test/chain/vdi-chain.ts';
import { buildVdi, free, zero } from './build.ts';
import { editImage, filled, headerOf, imageOf, mapOf } from './edit-support.ts';

const child = {
  imageType: imageTypes.differencing,
  parentUuid: diskId('01'),
  parentModificationUuid: stateId('01'),
} as const;

describe('new blocks of a VDI', () => {
  it('take slots in the order in which they are written', async () => {
    const image = imageOf(buildVdi({ map: [free, free, free, free, free] }));
    const layer = await editImage(image);
    await layer.write(3 * MiB, filled(0x33, 512));
    await layer.write(0, filled(0x11, 512));
    await layer.flush();
    const bytes = image.main.bytes();
    expect({ map: mapOf(bytes), allocated: headerOf(bytes).blocksAllocated, size: bytes.length }).toEqual({
      map: [1, free, free, 0, free],
      allocated: 2,
      size: headerOf(bytes).dataStart + 2 * MiB,
    });
  });

  it('change nothing of the file but counter, modification UUID, map entry and slot', async () => {
    const before = buildVdi({ map: [0, free], header: { blocksAllocated: 1, headerSize: 400, comment: 'keep me' } });
    const image = imageOf(before);
    const layer = await editImage(image);
    await layer.write(MiB, patternAt(MiB, MiB));
    await layer.flush();
    const after = image.main.bytes();
    const changed = Array.from({ length: before.length }, (_, at) => at).filter((at) => before[at] !== after[at]);
    // The counter at 0x184, the UUID at 0x198, and the second entry of the map.
    const places = [[0x184, 4] as const, [0x198, 16] as const, [516, 4] as const];
    const strangers = changed.filter((at) => !places.some(([start, length]) => at >= start && at < start + length));
    expect(strangers).toEqual([]);
    expect(firstDifference(await readAll(await openImage(vdi, image)), patternAt(0, 2 * MiB), 0)).toBeUndefined();
  });

  it('never land on a block that a counter below it forgot', async () => {
    const image = imageOf(buildVdi({ map: [2, 1, 0, free], header: { blocksAllocated: 1 } }));
    const layer = await editImage(image);
    await layer.write(3 * MiB, patternAt(3 * MiB, MiB));
    await layer.flush();
    const bytes = image.main.bytes();
    expect(mapOf(bytes)).toEqual([2, 1, 0, 3]);
    expect(headerOf(bytes).blocksAllocated).toBe(4);
    expect(firstDifference(await readAll(await openImage(vdi, image)), patternAt(0, 4 * MiB), 0)).toBeUndefined();
  });

  it.each([
    { counter: 3, then: 3 },
    // VirtualBox refuses a counter above the number of blocks.
    { counter: 900, then: 4 },
  ])('use the slots that a counter of $counter left out', async ({ counter, then }) => {
    const image = imageOf(buildVdi({ map: [0, free, free, free], header: { blocksAllocated: counter } }));
    const layer = await editImage(image);
    await layer.write(2 * MiB, filled(7, 512));
    await layer.flush();
    const bytes = image.main.bytes();
    expect(mapOf(bytes)).toEqual([0, free, 1, free]);
    expect(headerOf(bytes).blocksAllocated).toBe(then);
  });

  it('show nothing of what an orphaned slot held before, its extra bytes included', async () => {
    const bytes = buildVdi({ map: [free, 1, free], header: { blockExtra: 512, blocksAllocated: 2 } });
    const { dataStart } = headerOf(bytes);
    bytes.fill(0xee, dataStart, dataStart + MiB + 512);
    const image = imageOf(bytes);
    const layer = await editImage(image);
    await layer.write(2 * MiB + 64 * KiB, filled(0x22, 64 * KiB));
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([free, 1, 0]);
    const expected = new Uint8Array(MiB);
    expected.fill(0x22, 64 * KiB, 128 * KiB);
    const found = await readLayer(await openImage(vdi, image), { start: 2 * MiB, length: MiB });
    expect(firstDifference(found, expected, 2 * MiB)).toBeUndefined();
    expect(image.main.bytes().subarray(dataStart, dataStart + 512)).toEqual(new Uint8Array(512));
  });

  it('show nothing of the bytes that a crash left behind the last slot', async () => {
    const whole = buildVdi({ map: [0, free], header: { blocksAllocated: 1 }, fileSize: 1024 + MiB + 300_000 });
    const image = imageOf(whole.fill(0xee, 1024 + MiB));
    const layer = await editImage(image);
    await layer.write(MiB, filled(1, 512));
    await layer.flush();
    const found = await readLayer(await openImage(vdi, image), { start: MiB, length: MiB });
    expect(found.findLastIndex((byte) => byte !== 0)).toBe(511);
  });

  it('lie behind extra bytes where there are some', async () => {
    const image = imageOf(buildVdi({ map: [0, free, free], header: { blockExtra: 4096, blocksAllocated: 1 } }));
    const layer = await editImage(image);
    await layer.write(512, filled(0x44, 2 * MiB));
    await layer.flush();
    const bytes = image.main.bytes();
    const { dataStart } = headerOf(bytes);
    expect(bytes.length).toBe(dataStart + 3 * (MiB + 4096));
    expect(bytes.subarray(dataStart, dataStart + 4096)).toEqual(filled(0xee, 4096));
    expect(bytes.subarray(dataStart + MiB + 4096, dataStart + MiB + 8192)).toEqual(new Uint8Array(4096));
    const expected = patternAt(0, 3 * MiB).fill(0x44, 512, 2 * MiB + 512);
    expected.fill(0, 2 * MiB + 512);
    expect(firstDifference(await readAll(await openImage(vdi, image)), expected, 0)).toBeUndefined();
  });

  it('are as long as a block, even where the disk ends, and even behind a last slot that was cut there', async () => {
    const header = { diskSize: 2 * MiB + 512, blocksAllocated: 1 };
    const image = imageOf(buildVdi({ map: [free, free, 0], header, fileSize: 1024 + 512 }));
    const layer = await editImage(image);
    await layer.write(2 * MiB, filled(9, 512));
    await layer.flush();
    expect(image.main.size).toBe(1024 + 512);
    await layer.write(0, filled(8, 512));
    await layer.flush();
    expect(image.main.size).toBe(1024 + 2 * MiB);
    const expected = new Uint8Array(2 * MiB + 512);
    expected.fill(8, 0, 512).fill(9, 2 * MiB);
    expect(firstDifference(await readAll(await openImage(vdi, image)), expected, 0)).toBeUndefined();
  });

  it('of one call are stored by one write where they lie side by side', async () => {
    const image = imageOf(buildVdi({ map: [free, free, free] }));
    const { main } = image;
    const writes: number[] = [];
    const files = {
      name: image.name,
      sibling: (name: string) => image.sibling(name),
      main: {
        get size() {
          return main.size;
        },
        read: main.read.bind(main),
        resize: main.resize.bind(main),
        flush: main.flush.bind(main),
        write(at: number, bytes: Uint8Array) {
          writes.push(bytes.length);
          return main.write(at, bytes);
        },
      },
    };
    const layer = await editImage(files);
    await layer.write(0, filled(5, 3 * MiB));
    expect(writes).toEqual([36, 3 * MiB]);
  });
});

describe('zeros in a VDI', () => {
  it('free the slots of whole blocks and leave free blocks free, in an image without a parent', async () => {
    const image = imageOf(buildVdi({ map: [0, free, zero, 1], header: { blocksAllocated: 2 } }));
    const layer = await editImage(image);
    await layer.zero({ start: 0, length: 4 * MiB - 512 });
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([zero, free, zero, 1]);
    const expected = new Uint8Array(4 * MiB);
    expected.set(patternAt(4 * MiB - 512, 512), 4 * MiB - 512);
    expect(firstDifference(await readAll(await openImage(vdi, image)), expected, 0)).toBeUndefined();
  });

  it('free the slot of a last block that the disk ends in', async () => {
    const header = { diskSize: MiB + 512, blocksAllocated: 2 };
    const image = imageOf(buildVdi({ map: [0, 1], header }));
    const layer = await editImage(image);
    await layer.zero({ start: MiB, length: 512 });
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([0, zero]);
  });

  it('hide the parent of a child', async () => {
    const image = imageOf(buildVdi({ map: [0, free, free, zero], header: { ...child, blocksAllocated: 1 } }));
    const layer = await editImage(image);
    await layer.zero({ start: 0, length: 2 * MiB });
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([zero, zero, free, zero]);
  });

  it('stay in the slots of a static image, and free blocks of it stay free', async () => {
    const header = { imageType: imageTypes.fixed, blocksAllocated: 3 };
    const image = imageOf(buildVdi({ map: [0, free, 2], header }));
    const layer = await editImage(image);
    await layer.zero({ start: 0, length: 3 * MiB });
    await layer.discard({ start: 0, length: 3 * MiB });
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([0, free, 2]);
    expect((await readAll(await openImage(vdi, image))).every((byte) => byte === 0)).toBe(true);
  });

  it('that are discarded leave free blocks of a child to the parent', async () => {
    const image = imageOf(buildVdi({ map: [0, free, zero], header: { ...child, blocksAllocated: 1 } }));
    const layer = await editImage(image);
    await layer.discard({ start: 0, length: 3 * MiB });
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([zero, free, zero]);
  });
});

test('a free block of a static image gets the slot that nobody has', async () => {
  const header = { imageType: imageTypes.fixed, blocksAllocated: 3 };
  const image = imageOf(buildVdi({ map: [0, free, 2], header }));
  const size = image.main.size;
  const layer = await editImage(image);
  await layer.write(MiB, patternAt(MiB, MiB));
  await layer.flush();
  expect(mapOf(image.main.bytes())).toEqual([0, 1, 2]);
  expect(headerOf(image.main.bytes()).blocksAllocated).toBe(3);
  expect(image.main.size).toBe(size);
});

describe('a slot that was given up', () => {
  it('at the end of the file is cut off, with the free ones before it', async () => {
    const image = imageOf(buildVdi({ map: [0, 3, free, 1, 2], header: { blocksAllocated: 4 } }));
    const layer = await editImage(image);
    await layer.discard({ start: 4 * MiB, length: MiB });
    await layer.flush();
    expect(headerOf(image.main.bytes()).blocksAllocated).toBe(4);
    await layer.zero({ start: MiB, length: MiB });
    await layer.flush();
    const bytes = image.main.bytes();
    expect(headerOf(bytes).blocksAllocated).toBe(2);
    expect(bytes.length).toBe(headerOf(bytes).dataStart + 2 * MiB);
    await layer.write(2 * MiB, filled(7, 512));
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([0, zero, 2, 1, zero]);
    expect(headerOf(image.main.bytes()).blocksAllocated).toBe(3);
    const found = await readLayer(await openImage(vdi, image), { start: 2 * MiB, length: MiB });
    expect(found.findLastIndex((byte) => byte !== 0)).toBe(511);
  });

  it('is taken again only after a flush', async () => {
    const image = imageOf(buildVdi({ map: [0, 1, free, free], header: { blocksAllocated: 2 } }));
    const layer = await editImage(image);
    await layer.discard({ start: 0, length: MiB });
    await layer.write(2 * MiB, filled(2, MiB));
    await layer.flush();
    await layer.write(3 * MiB, filled(3, MiB));
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([zero, 1, 2, 0]);
  });

  it('is waited for when no other is left', async () => {
    const image = imageOf(buildVdi({ map: [1, 0], header: { blocksAllocated: 2 } }));
    const size = image.main.size;
    const layer = await editImage(image);
    await layer.discard({ start: 0, length: 2 * MiB });
    await layer.write(0, patternAt(0, 2 * MiB));
    await layer.flush();
    expect(mapOf(image.main.bytes())).toEqual([0, 1]);
    expect(image.main.size).toBe(size);
    expect(firstDifference(await readAll(await openImage(vdi, image)), patternAt(0, 2 * MiB), 0)).toBeUndefined();
  });
});
