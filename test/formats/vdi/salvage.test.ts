import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { openImage, readAll, MemoryImage } from '#test/support/make-image.ts';
import { seededRandom } from '#test/support/random.ts';
import { badMedium, dishonesty, lostBytes, salvage } from '#test/support/salvage.ts';
import { damages, spoiled } from './damage.ts';
import { free, zero } from './build.ts';
import { healthy } from './healthy.ts';
import { setEntries } from './spoil.ts';

const bases = Object.entries(healthy).filter(([name]) => name !== 'empty');

/** Damage that makes a legal image of another disk: no trace of what was is left. */
const untraceable = new Set([
  'a slot that no block names',
  'a static image with a hole',
  'a disk that ends inside a sector',
]);

describe('salvaging VDI', () => {
  it.each(damages.filter(({ name }) => !untraceable.has(name)).map((damage) => [damage.name, damage] as const))(
    'tells of everything that is lost by %s, or refuses',
    async (_, damage) => {
      const original = await readAll(await openImage(vdi, await damage.image()));
      expect(dishonesty(await salvage(vdi, await spoiled(damage)), original)).toBeUndefined();
    },
  );

  it('loses the part of a block that is missing, and no more', async () => {
    const image = await healthy.dynamic();
    await image.main.resize(3 * MiB + 100);
    expect(await salvage(vdi, image)).toMatchObject({ lost: [{ start: 5 * MiB + 100, length: 412 }] });
  });

  it('delivers blocks that share a slot, but tells that they may be wrong', async () => {
    const image = await healthy.dynamic();
    const original = await readAll(await openImage(vdi, image));
    await setEntries(image, { 1: 0 });
    const found = await salvage(vdi, image);
    expect(found).toMatchObject({ lost: [{ start: 0, length: 2 * MiB }] });
    expect(found.content?.subarray(0, MiB)).toEqual(original.subarray(0, MiB));
  });

  it.each(bases)('survives a flipped byte anywhere in the map: %s', async (_, make) => {
    const whole = (await make()).main.bytes();
    const original = await readAll(await openImage(vdi, await make()));
    const layer = await openImage(vdi, await make());
    const start = Number(layer.facts['mapStart'] ?? 0) || mapStartOf(whole);
    for (let at = start; at < start + 4 * 6; at += 1) {
      for (const flip of [0x01, 0x02, 0x10, 0x80, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        if (isLegalChange(whole, bytes, at - ((at - start) % 4))) continue;
        const problem = dishonesty(await salvage(vdi, new MemoryImage('disk.vdi', bytes)), original);
        expect(problem, `byte ${at} ^ ${flip}`).toBeUndefined();
      }
    }
  });

  it.each(bases)('survives being cut anywhere: %s', async (_, make) => {
    const whole = (await make()).main.bytes();
    const original = await readAll(await openImage(vdi, await make()));
    const random = seededRandom(7);
    for (let i = 0; i < 10; i += 1) {
      const length = random.below(whole.length);
      const problem = dishonesty(await salvage(vdi, new MemoryImage('disk.vdi', whole.subarray(0, length))), original);
      expect(problem, `cut at ${length}`).toBeUndefined();
    }
  });

  it.each(bases)('survives bad sectors, and loses no more than they hold: %s', async (_, make) => {
    const image = await make();
    const original = await readAll(await openImage(vdi, image));
    const start = mapStartOf(image.main.bytes());
    const random = seededRandom(11);
    for (let i = 0; i < 10; i += 1) {
      const bad = { start: random.below(image.main.size), length: 1 + random.below(3 * KiB) };
      const found = await salvage(vdi, {
        main: badMedium(image.main, [bad]),
        name: image.name,
        sibling: (file) => image.sibling(file),
      });
      expect(dishonesty(found, original), JSON.stringify(bad)).toBeUndefined();
      if (bad.start > start + KiB) expect(lostBytes(found, original)).toBeLessThanOrEqual(bad.length + 1024);
    }
  });
});

function mapStartOf(image: Uint8Array): number {
  const view = new DataView(image.buffer, image.byteOffset);
  return view.getUint32(0x44, true) === 2 ? 72 + 348 : view.getUint32(0x154, true);
}

/** A free block that becomes a zero one, or the other way: both are legal, and in a child nothing tells which was meant. */
function isLegalChange(before: Uint8Array, after: Uint8Array, entryAt: number): boolean {
  const entry = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(entryAt, true);
  return [entry(before), entry(after)].every((value) => value === free || value === zero);
}
