import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { seededRandom } from '#test/support/random.ts';
import { badMedium, dishonesty, lostBytes, salvage } from '#test/support/salvage.ts';
import { blockSize, child, damages, fixed, own, withBatmap } from './damage.ts';
import { spoiled } from './check-image.ts';

const large = () =>
  makeImage(vhd, {
    virtualSize: 5 * MiB,
    written: [
      { start: MiB, length: 3 * MiB },
      { start: 5 * MiB - KiB, length: KiB },
    ],
  });
const dynamic = [
  ['dynamic', own],
  ['with blocks of 2 MiB', large],
  ['with a batmap', withBatmap()],
  ['child', child],
] as const;
const all = [...dynamic, ['fixed', fixed] as const];

/** Legal images of other disks, or of disks that never were: nothing of the healthy image is left to be told from. */
const untraceable = new Set([
  'an entry that was lost',
  'the entry of the last block that was lost',
  'two sizes',
  'a fixed disk of no whole MiB',
  'blocks that are not aligned',
]);

async function originalOf(image: MemoryImage): Promise<Uint8Array> {
  return readAll(await openImage(vhd, image));
}

describe('salvaging VHD', () => {
  it.each(damages.filter(({ name }) => !untraceable.has(name)).map((damage) => [damage.name, damage] as const))(
    'tells of everything that is lost by %s, or refuses',
    async (_, damage) => {
      const found = await salvage(vhd, await spoiled(damage));
      const image = await damage.image();
      if (found.content) expect(dishonesty(found, await originalOf(image))).toBeUndefined();
      else expect(found.reason).toMatch(/^(vhd|chain|probe)\./);
    },
  );

  it('delivers all of an image that lost its footer, and loses nothing', async () => {
    const image = await own();
    const original = await originalOf(image);
    await image.main.resize(image.main.size - 512);
    const found = await salvage(vhd, image);
    expect(found).toMatchObject({ lost: [] });
    expect(dishonesty(found, original)).toBeUndefined();
  });

  it.each(dynamic)('survives a flipped byte anywhere in the table: %s', async (name, make) => {
    const whole = (await make()).main.bytes();
    const original = await originalOf(await make());
    for (let at = 1536; at < 1536 + 4 * 5; at += 1) {
      for (const flip of [0x01, 0x02, 0x07, 0x10, 0x80, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const found = await salvage(vhd, new MemoryImage('disk.vhd', bytes));
        expect(dishonesty(found, original), `${name}, byte ${at} ^ ${flip}`).toBeUndefined();
      }
    }
  });

  it.each(dynamic.filter(([name]) => name !== 'child'))('survives a flipped byte in a bitmap: %s', async (_, make) => {
    const whole = (await make()).main.bytes();
    const original = await originalOf(await make());
    const start = new DataView(whole.buffer).getUint32(1536) * 512;
    for (let at = start; at < start + 512; at += 37) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      expect(
        dishonesty(await salvage(vhd, new MemoryImage('disk.vhd', bytes)), original),
        `byte ${at}`,
      ).toBeUndefined();
    }
  });

  it.each(all)('survives a flipped byte in footers and header: %s', async (_, make) => {
    const whole = (await make()).main.bytes();
    const original = await originalOf(await make());
    for (let i = 0; i < 160; i += 3) {
      const bytes = whole.slice();
      const at = i < 90 ? bytes.length - 512 + i : 512 + i - 90;
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      if (original.length === MiB && i >= 90) continue; // the data of a fixed disk has no checksum
      expect(
        dishonesty(await salvage(vhd, new MemoryImage('disk.vhd', bytes)), original),
        `byte ${at}`,
      ).toBeUndefined();
    }
  });

  it.each(all)('survives being cut anywhere: %s', async (_, make) => {
    const whole = (await make()).main.bytes();
    const original = await originalOf(await make());
    const random = seededRandom(7);
    for (let i = 0; i < 10; i += 1) {
      const length = random.below(whole.length);
      const found = await salvage(vhd, new MemoryImage('disk.vhd', whole.subarray(0, length)));
      expect(dishonesty(found, original), `cut at ${length}`).toBeUndefined();
    }
  });

  it.each(all)('survives bad sectors, and loses no more than they hold: %s', async (_, make) => {
    const image = await make();
    const original = await originalOf(image);
    const random = seededRandom(13);
    const places = [0, 512, 1100, 1536, 2048, 2560, 4096, image.main.size - 10];
    for (let i = 0; i < 14; i += 1) {
      const bad = { start: places[i] ?? random.below(image.main.size), length: 1 + random.below(3 * KiB) };
      const { name } = image;
      const found = await salvage(vhd, {
        main: badMedium(image.main, [bad]),
        name,
        sibling: (file) => image.sibling(file),
      });
      expect(dishonesty(found, original), JSON.stringify(bad)).toBeUndefined();
      const most = Math.max(blockSize, 2 * MiB) + bad.length + 1024;
      if (bad.start > 4096) expect(lostBytes(found, original)).toBeLessThanOrEqual(most);
    }
  });
});
