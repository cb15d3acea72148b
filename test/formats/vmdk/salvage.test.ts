import { describe, expect, it } from 'vitest';
import { KiB, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sectorSize, sparseHeader, usual } from '#main/core/formats/vmdk/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import { MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { seededRandom } from '#test/support/random.ts';
import { badMedium, dishonesty, lostBytes, salvage } from '#test/support/salvage.ts';
import { buildCowd, buildSeSparse } from './build-esx.ts';
import { checkImage, patchesFor } from './checking.ts';
import { damages, healthy } from './damage.ts';
import { entryOf, flip, setEntries, tableOf } from './spoil.ts';

const all = Object.entries(healthy).filter(([name]) => !name.startsWith('empty'));
const sparse = all.filter(([name]) => name.startsWith('monolithicSparse'));
const streams = all.filter(([name]) => name.startsWith('stream'));

/** Legal images of other disks: both copies of the tables agree on what they say. */
const untraceable = new Set(['a grain nobody refers to', 'a grain off the grid']);

const originalOf = async (make: () => Promise<MemoryImage>) => readAll(await openImage(vmdk, await make()));

describe('salvaging VMDK', () => {
  it.each(damages.filter(({ name }) => !untraceable.has(name)).map((damage) => [damage.name, damage] as const))(
    'tells of everything that is lost by %s, or refuses',
    async (_, { image: make, spoil }) => {
      const image = await make();
      await spoil(image);
      const found = await salvage(vmdk, image);
      expect(dishonesty(found, await originalOf(make))).toBeUndefined();
      if (!found.content) expect(found.reason).toMatch(/^(vmdk|chain|file)\./);
    },
  );

  it.each(all)('loses nothing of a healthy image: %s', async (_, make) => {
    const found = await salvage(vmdk, await make());
    expect(found).toMatchObject({ lost: [] });
    expect(dishonesty(found, await originalOf(make))).toBeUndefined();
  });

  it('keeps the beginning of a grain whose end is cut off, and tells of the rest', async () => {
    const make = healthy.streamOptimized;
    const image = await make();
    await image.main.resize((await entryOf(image.main, 2)) * sectorSize + 2000);
    const found = await salvage(vmdk, image);
    expect(dishonesty(found, await originalOf(make))).toBeUndefined();
    const first = found.content ? found.lost[0] : undefined;
    expect(first?.start).toBeGreaterThan(128 * KiB);
    expect(first?.start).toBeLessThan(192 * KiB);
  });

  it('finds the grains behind garbage in a stream', async () => {
    const make = healthy.streamOptimized;
    const image = await make();
    const second = (await entryOf(image.main, 1)) * sectorSize;
    await image.main.write(second, seededRandom(3).bytes(sectorSize));
    const found = await salvage(vmdk, image);
    expect(dishonesty(found, await originalOf(make))).toBeUndefined();
    expect(found).toMatchObject({ lost: [{ start: 64 * KiB, length: 64 * KiB }] });
  });

  it('takes the entry of the copy that can be right', async () => {
    const make = healthy.monolithicSparse;
    const image = await make();
    await setEntries(image.main, { 2: await entryOf(image.main, 0) }, 'first');
    const found = await salvage(vmdk, image);
    expect(found).toMatchObject({ lost: [] });
    expect(dishonesty(found, await originalOf(make))).toBeUndefined();
  });

  it.each([...sparse, ...streams])('survives flipped bytes in directories and tables: %s', async (_, make) => {
    const original = await originalOf(make);
    const whole = await make();
    const random = seededRandom(21);
    for (let i = 0; i < 14; i += 1) {
      const image = await make();
      const at = await tableByte(whole.main, random.below(3), random);
      const byte = new Uint8Array(1);
      await image.main.read(at, byte);
      await image.main.write(at, Uint8Array.of((byte[0] ?? 0) ^ (1 + random.below(255))));
      expect(dishonesty(await salvage(vmdk, image), original), `byte ${at}`).toBeUndefined();
    }
  });

  it.each(streams)('survives flipped bytes anywhere behind the descriptor: %s', async (_, make) => {
    const original = await originalOf(make);
    const random = seededRandom(22);
    for (let i = 0; i < 14; i += 1) {
      const image = await make();
      const at = 21 * sectorSize + random.below(image.main.size - 21 * sectorSize);
      await flip(image.main, at);
      expect(dishonesty(await salvage(vmdk, image), original), `byte ${at}`).toBeUndefined();
    }
  });

  it.each(streams)('takes nothing for zeros because grains are said to begin behind all files: %s', async (_, make) => {
    const original = await originalOf(make);
    const image = await make();
    const at = sparseHeader.offsetOf('overhead');
    await image.main.write(at, new Uint8Array(8).fill(0xff));
    expect(dishonesty(await salvage(vmdk, image), original)).toBeUndefined();
    // Without any table, and with a first grain that can be anything.
    const first = usual.streamOverhead * sectorSize;
    await image.main.resize((await tableOf(image.main, 0)) * sectorSize - sectorSize);
    await image.main.write(first, new Uint8Array(16).fill(0xff));
    expect(dishonesty(await salvage(vmdk, image), original)).toBeUndefined();
    expect((await checkImage(image)).findings).toMatchObject([
      { code: 'vmdk.stream-truncated', where: { start: image.main.size, length: 0 } },
    ]);
    expect(await patchesFor(image, ['vmdk.stream-truncated'])).toEqual([]);
  });

  it.each(all)('survives being cut anywhere: %s', async (_, make) => {
    const original = await originalOf(make);
    const random = seededRandom(23);
    for (let i = 0; i < 8; i += 1) {
      const image = await make();
      const files = [image.main, ...image.siblings.values()];
      const file = random.pick([image.main, ...files.slice(1)]);
      const length = random.below(file.size);
      // Of a text, nothing tells where it should end.
      if (image.siblings.size > 0 && file === image.main) continue;
      await file.resize(length);
      expect(dishonesty(await salvage(vmdk, image), original), `cut at ${length}`).toBeUndefined();
    }
  });

  it.each(all)('survives bad sectors, and loses no more than they hold: %s', async (name, make) => {
    const original = await originalOf(make);
    const random = seededRandom(24);
    for (let i = 0; i < 10; i += 1) {
      const image = await make();
      const file = random.pick([image.main, ...image.siblings.values()]);
      const bad = { start: random.below(file.size), length: 1 + random.below(3 * KiB) };
      const found = await salvage(vmdk, withBad(image, file, bad));
      expect(dishonesty(found, original), JSON.stringify(bad)).toBeUndefined();
      // What a stream has only once, a table, decides about more.
      const isGrain = bad.start > 128 * sectorSize && !name.startsWith('stream');
      if (isGrain) expect(lostBytes(found, original)).toBeLessThanOrEqual(256 * KiB);
    }
  });
});

describe('salvaging extents of ESX hosts', () => {
  const content = () =>
    buildCowd({ grains: Object.fromEntries([...Array(40).keys()].map((i) => [3 * i, 'data' as const])) });

  it('survives flipped bytes in the table, and cuts: COWD', async () => {
    const original = await readAll(await openImage(vmdk, new MemoryImage('d.vmdk', content())));
    const random = seededRandom(31);
    for (let i = 0; i < 60; i += 1) {
      const bytes = content();
      const at = 5 * sectorSize + random.below(4 * 120);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255));
      // An entry that became 0 is legal: the one copy that there is says that the grain was never written.
      if (viewOf(bytes).getUint32(at - (at % 4), true) === 0) continue;
      expect(dishonesty(await salvage(vmdk, new MemoryImage('d.vmdk', bytes)), original), `byte ${at}`).toBeUndefined();
      const cut = content().subarray(0, random.below(bytes.length));
      expect(dishonesty(await salvage(vmdk, new MemoryImage('d.vmdk', cut)), original)).toBeUndefined();
    }
  });

  it('refuses a seSparse extent whose journal was not played back: nothing tells what is old', async () => {
    const found = await salvage(vmdk, new MemoryImage('d.vmdk', buildSeSparse({ replayJournal: 1 })));
    expect(found).toEqual({ reason: 'vmdk.journal' });
  });
});

/** A byte of a directory or of a table, the first or the second copy. */
async function tableByte(file: MemoryFile, kind: number, random: ReturnType<typeof seededRandom>): Promise<number> {
  const header = sparseHeader.decode(file.bytes());
  // A stream has it in its footer.
  const places = header.directory === null ? sparseHeader.decode(file.bytes().subarray(-2 * sectorSize)) : header;
  const directory = (places.directory ?? 0) * sectorSize;
  const tables = Math.ceil(header.capacity / (header.tableLength * header.grainSize));
  if (kind === 0) return directory + random.below(4 * tables);
  const table = random.below(tables);
  const second = header.redundantDirectory ?? 0;
  const sector =
    kind === 1 || second === 0
      ? await tableOf(file, table)
      : viewOf(file.bytes()).getUint32(second * sectorSize + 4 * table, true);
  return sector * sectorSize + random.below(4 * 16);
}

function withBad(image: MemoryImage, file: MemoryFile, bad: ByteRange): ImageFiles {
  const readers = new Map(
    [image.main, ...image.siblings.values()].map((one) => [one, badMedium(one, one === file ? [bad] : [])]),
  );
  const of = (one: MemoryFile) => readers.get(one) ?? badMedium(one, []);
  return {
    main: of(image.main),
    name: image.name,
    sibling: async (name) => of(await image.sibling(name)),
  };
}
