import { expect, test } from 'vitest';
import type { Extent } from '#shared/model/extent.ts';
import { KiB } from '#shared/model/bytes.ts';
import { ExtentList } from '#main/core/disk/extent-list.ts';
import type { ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { unwatched } from '#test/support/watch.ts';
import { buildVdi, free, zero } from './build.ts';
import { check } from './checking.ts';

const blockSize = 4 * KiB;
const blocks = 40_000;
const dataStart = 512 * Math.ceil((512 + 4 * blocks) / 512);
/** The last block is not needed in whole. */
const diskSize = blocks * blockSize - 512;

/** Runs of blocks that follow each other, holes and zeros, over several pages of the map; every slot once. */
function mapOfRuns(random: Random): number[] {
  const map: number[] = [];
  let slot = 0;
  while (map.length < blocks) {
    const length = Math.min(1 + random.below(random.pick([3, 300, 20_000])), blocks - map.length);
    const kind = random.below(4);
    for (let i = 0; i < length; i += 1) map.push(kind === 0 ? free : kind === 1 ? zero : slot++);
    slot += random.below(2);
  }
  return map;
}

/** An image with that map, of which nothing but header and map is in memory. */
function imageWith(map: readonly number[]): ImageFiles {
  const head = buildVdi({ map: [], header: { blocks, blockSize, diskSize, dataStart, blocksAllocated: 0 } });
  const stored = new Uint8Array(dataStart);
  stored.set(head.subarray(0, dataStart));
  const view = new DataView(stored.buffer);
  for (const [block, entry] of map.entries()) view.setUint32(512 + 4 * block, entry, true);
  const main: Reader = {
    size: dataStart + (Math.max(...map.map((entry) => (entry < zero ? entry : -1))) + 1) * blockSize,
    read(at, target) {
      target.set(stored.subarray(at, at + target.length));
      return Promise.resolve();
    },
  };
  return { main, name: 'disk.vdi', sibling: () => Promise.reject(new Error('There is no other file.')) };
}

test.each([1, 2, 3])('long runs of blocks are told as their blocks would be, one by one: seed %i', async (seed) => {
  const map = mapOfRuns(seededRandom(seed));
  const expected = new ExtentList();
  for (const [block, entry] of map.entries()) {
    const [start, length] = [block * blockSize, Math.min(blockSize, diskSize - block * blockSize)];
    if (entry === free || entry === zero) expected.run(entry === zero ? 'zero' : 'hole', start, length);
    else expected.stored(start, length, 0, dataStart + entry * blockSize);
  }
  const layer = await vdi.open(imageWith(map), {
    limits: defaultLimits,
    tolerance: 'strict',
    signal: unwatched.signal,
  });
  const found: Extent[] = [];
  for await (const batch of layer.extents({ start: 0, length: diskSize })) found.push(...batch);
  expect(found).toEqual(expected.finish());
});

test.each([4, 5, 6])('what is wrong inside of a long run of blocks is found: seed %i', async (seed) => {
  const random = seededRandom(seed);
  const map = mapOfRuns(random);
  const slots = map.filter((entry) => entry < zero);
  const { count, counts } = await check(imageWith(map));
  expect(count).toEqual({ total: blocks, allocated: slots.length });
  expect(counts.has('vdi.slot-used-twice-no-room') || counts.has('vdi.slot-used-twice')).toBe(false);
  expect(counts.get('vdi.count-low')).toBe(1);

  // A run that begins again somewhere, and a slot that is out of range.
  const stored = map.flatMap((entry, block) => (entry < zero && entry > 10 ? [block] : []));
  const [twice, outside = 0] = [random.pick(stored as [number]), stored[0]];
  map[twice] = slots[0] ?? 0;
  map[outside] = blocks + 7;
  const found = (await check(imageWith(map))).counts;
  expect([found.get('vdi.slot-range'), found.get('vdi.slot-used-twice-no-room')]).toEqual([1, 1]);
});
