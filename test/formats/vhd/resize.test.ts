import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { GiB, KiB, MiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { geometryOf, capacityOf, maximumGeometry } from '#main/core/formats/vhd/geometry.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, largestDynamic } from '#main/core/formats/vhd/layout.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { makeImage, openImage, readAll, type MemoryImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { buildDynamic, buildFixed, free } from './build.ts';
import { check, codesOf, faultsIn } from './check-image.ts';
import { compact, planOf, setOf } from './compact-image.ts';
import { edit, entriesOf, imageOf } from './edit-image.ts';
import { isSame, kinds, look, randomImage, tableOf } from './random-image.ts';
import { readsTheSame, resize, resized } from './resize-image.ts';

/** Footer and copy tell the same size, and a geometry that nobody takes for another one. */
function expectFooters(image: MemoryImage, size: Bytes): void {
  const bytes = image.main.bytes();
  const end = footer.decode(bytes.subarray(-512));
  expect(end).toMatchObject({ currentSize: size });
  const geometry = geometryOf(size);
  expect(end).toMatchObject(capacityOf(geometry) === size ? geometry : maximumGeometry);
  if (end.headerStart !== null) expect(bytes.subarray(0, 512)).toEqual(bytes.subarray(-512));
}

describe.each(kinds)('resizing a random VHD: %s', (kind) => {
  it.each([1, 2, 3, 4, 5, 6])('adds zeros, and keeps everything, series %i', async (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 2; round += 1) {
      const label = `round ${String(round)}`;
      const image = await randomImage(kind, random);
      let expected = await look(image);
      for (let times = 0; times < 2; times += 1) {
        const { unit } = await planOf(image);
        const size = expected.content.length + 512 * random.pick([1, 7, (3 * unit) / 512, 130 * (unit / 512) + 3]);
        await resize(image, size);
        expected = resized(expected, size);
        const seen = await look(image);
        expect(readsTheSame(seen, expected), label).toBe(true);
        expectFooters(image, size);
        const faults = faultsIn((await check(image)).findings);
        // The gaps that were there are there still, and there may be one where blocks made room.
        expect(
          faults.filter((code) => code !== 'vhd.leak' && code !== 'vhd.trailing'),
          label,
        ).toEqual([]);
        const { entries } = tableOf(image.main.bytes());
        if (kind !== 'XenServer') expect(entries).toBe(Math.ceil(size / unit));
      }
      // All of it can be written into.
      const layer = await edit(image);
      const at = layer.virtualSize - 512;
      await layer.write(at, patternAt(at, 512));
      await layer.flush();
      expected.content.set(patternAt(at, 512), at);
      const seen = await look(image);
      expect(firstDifference(seen.content, expected.content, 0), label).toBeUndefined();
      await compact(image, setOf((await planOf(image)).unit, []));
      expect(isSame(await look(image), seen), label).toBe(true);
    }
  });

  it.each([1, 2, 3, 4, 5, 6])('cuts off the end only, and shows nothing of it later, series %i', async (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 4; round += 1) {
      const label = `round ${String(round)}`;
      const image = await randomImage(kind, random);
      const before = await look(image);
      const sizeBefore = image.main.size;
      const { unit } = await planOf(image);
      const size = 512 * (1 + random.below(before.present.length - 1));
      await resize(image, size);
      const expected = resized(before, size);
      expect(isSame(await look(image), expected), label).toBe(true);
      expectFooters(image, size);
      expect(image.main.size).toBeLessThanOrEqual(sizeBefore + 1);
      const faults = faultsIn((await check(image)).findings);
      expect(
        faults.filter((code) => code !== 'vhd.leak'),
        label,
      ).toEqual([]);
      if (kind !== 'XenServer') expect(tableOf(image.main.bytes()).entries).toBe(Math.ceil(size / unit));
      await resize(image, before.content.length);
      expect(readsTheSame(await look(image), resized(expected, before.content.length)), label).toBe(true);
    }
  });
});

describe('making a dynamic VHD larger', () => {
  it('gives an empty image the bytes that a new one of that size has, but for the size at creation', async () => {
    for (const size of [10 * MiB, 1000 * MiB, 40 * GiB, largestDynamic]) {
      const image = await makeImage(vhd, { virtualSize: 8 * MiB });
      await resize(image, size);
      const fresh = await makeImage(vhd, { virtualSize: size });
      const tell = ({ main }: MemoryImage) => {
        const bytes = main.bytes();
        return {
          length: bytes.length,
          header: bytes.slice(512, 2048),
          footer: { ...footer.decode(bytes.subarray(-512)), originalSize: 0, checksum: 0 },
        };
      };
      expect(tell(image)).toEqual(tell(fresh));
      expect(codesOf((await check(image)).findings)).toEqual([]);
    }
  });

  it('moves the blocks away that lie where the table grows', async () => {
    const image = imageOf(buildDynamic({ table: [4, 13, free, 22], header: { blockSize: 4096 } }));
    const before = await look(image);
    const size = 4096 * 1500;
    await resize(image, size);
    expect(readsTheSame(await look(image), resized(before, size))).toBe(true);
    const table = tableOf(image.main.bytes());
    expect(table).toEqual({ start: 1536, entries: 1500 });
    // 6000 bytes of entries reach into the first two blocks.
    const entries = entriesOf(image.main.bytes(), 4);
    expect(entries.slice(2)).toEqual([free, 22]);
    expect(Math.min(...entries.slice(0, 2))).toBeGreaterThan(30);
  });

  it('puts the table behind the paths of a parent, which stay where they are', async () => {
    const random = seededRandom(2);
    const image = await randomImage('child', random);
    const before = image.main.bytes();
    const seen = await look(image);
    await resize(image, 4096 * 600);
    expect(tableOf(image.main.bytes())).toEqual({ start: 3072, entries: 600 });
    expect(image.main.bytes().slice(2048, 3072)).toEqual(before.slice(2048, 3072));
    expect(isSame(await look(image), resized(seen, 4096 * 600))).toBe(true);
  });

  it('takes the batmap of XenServer along, cleared, and long enough', async () => {
    const image = await randomImage('XenServer', seededRandom(3));
    const seen = await look(image);
    const size = 4096 * 5000;
    await resize(image, size);
    expect(readsTheSame(await look(image), resized(seen, size))).toBe(true);
    const bytes = image.main.bytes();
    const { start, entries } = tableOf(bytes);
    expect(entries).toBe(5000);
    const record = start + roundUp(4 * 5000, 512);
    expect(Buffer.from(bytes.subarray(record, record + 8)).toString('latin1')).toBe('tdbatmap');
    const view = new DataView(bytes.buffer, record);
    expect(Number(view.getBigUint64(8))).toBe(record + 512);
    expect(view.getUint32(16)).toBe(2);
    expect(view.getUint32(24)).toBe(0xffff_ffff);
    expect(bytes.subarray(record + 512, record + 1536)).toEqual(new Uint8Array(1024));
    expect(faultsIn((await check(image)).findings).filter((code) => code !== 'vhd.leak')).toEqual([]);
  });

  it('clears a batmap that knows blocks behind the end of the disk, which may come to be with holes', async () => {
    const image = await randomImage('XenServer', seededRandom(6));
    const { entries } = tableOf(image.main.bytes());
    await resize(image, 4096 * (entries - 2));
    const bytes = image.main.bytes();
    expect(tableOf(bytes)).toEqual({ start: 1536, entries });
    bytes.fill(0xff, 2560, 3072);
    new DataView(bytes.buffer, 2048).setUint32(24, ~(255 * 512) >>> 0);
    const stale = imageOf(bytes);
    await resize(stale, 4096 * (entries - 1));
    expect(stale.main.bytes().slice(2560, 3072)).toEqual(new Uint8Array(512));
    expect(codesOf((await check(stale)).findings)).not.toContain('vhd.batmap-stale');
  });

  it('shows nothing of what lay behind the end of the disk, nor of entries that were left over', async () => {
    const built = buildDynamic({
      table: [4, 13, 22],
      header: { blockSize: 4096 },
      footer: { currentSize: 4096 + 512 },
    });
    const image = imageOf(built);
    await resize(image, 3 * 4096);
    const expected = patternWithin({ start: 0, length: 3 * 4096 }, [{ start: 0, length: 4096 + 512 }]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
    expect(entriesOf(image.main.bytes(), 3)).toEqual([4, 13, free]);
  });

  it.each([
    ['Microsoft stops there', 2 * MiB, largestDynamic + 512],
    ['sector numbers end there', 512 * KiB, 2035 * GiB],
  ])('refuses a size beyond the limit: %s', async (_, blockSize, size) => {
    const image = await makeImage(vhd, { virtualSize: 8 * MiB, options: { blockSize } });
    const before = image.main.bytes();
    await expect(resize(image, size)).rejects.toMatchObject({ reason: 'resize.too-large', facts: { size } });
    expect(Buffer.compare(image.main.bytes(), before)).toBe(0);
  });

  it.each([
    ['a suspended machine', buildDynamic({ table: [free], footer: { savedState: 1 } }), 'vhd.edit-saved-state'],
    ['no footer at the end', buildDynamic({ table: [4, free], footerLength: 0 }), 'vhd.edit-footers'],
    ['a block twice', buildDynamic({ table: [4, 4] }), 'vhd.edit-overlap'],
  ])('refuses %s, and leaves it as it is', async (_, content, reason) => {
    const image = imageOf(content);
    for (const size of [512, 64 * MiB]) await expect(resize(image, size)).rejects.toMatchObject({ reason });
    expect(Buffer.compare(image.main.bytes(), content)).toBe(0);
  });
});

describe('making a dynamic VHD smaller', () => {
  it('leaves nothing behind the end of the disk that another program could show', async () => {
    const image = imageOf(buildDynamic({ table: [4, 13, 22], header: { blockSize: 4096 } }));
    await resize(image, 4096 + 1024);
    const bytes = image.main.bytes();
    expect(entriesOf(bytes, 3)).toEqual([4, 13, free]);
    expect(bytes.slice(14 * 512 + 1024, 22 * 512)).toEqual(new Uint8Array(3072));
    expect(bytes).toHaveLength(22 * 512 + 512);
  });
});

describe('resizing a fixed VHD', () => {
  /** A disk, room behind it that nobody knows, and the footer. */
  function withSurplus(size: Bytes, surplus: Bytes, footerLength: 511 | 512): Uint8Array {
    const image = buildFixed(size + surplus, { footer: { currentSize: size }, footerLength });
    return image;
  }

  it.each([0, 512, 700, 5000 * 512])(
    'adds zeros or cuts off the end, with %i bytes behind the disk',
    async (surplus) => {
      for (const footerLength of [512, 511] as const) {
        for (const size of [512, 1024, 1536, 2048, 2560, 3072, 100 * 512, 3 * MiB]) {
          const image = imageOf(withSurplus(2048, surplus, footerLength));
          await resize(image, size);
          const content = await readAll(await openImage(vhd, image));
          const expected = patternWithin({ start: 0, length: size }, [{ start: 0, length: Math.min(size, 2048) }]);
          expect(firstDifference(content, expected, 0), `${String(size)} bytes`).toBeUndefined();
          if (size === 2048) continue;
          expectFooters(image, size);
          expect(image.main.size - size - 512).toBeLessThan(512);
          expect(
            faultsIn((await check(image)).findings).filter((code) => surplus % 512 === 0 || code !== 'vhd.surplus'),
          ).toEqual([]);
        }
      }
    },
  );

  it('is as it was when there is not enough space', async () => {
    const content = buildFixed(1 * MiB);
    const image = imageOf(content);
    const file = Object.assign(new MemoryFile(content), {
      preallocate: () => Promise.reject(new DiskError('image.disk-full', { path: 'disk.vhd' })),
    });
    const files = { main: file, name: 'disk.vhd', sibling: (name: string) => image.sibling(name) };
    await expect(resize(files, 2 * MiB)).rejects.toMatchObject({ reason: 'image.disk-full' });
    expect(Buffer.compare(file.bytes(), content)).toBe(0);
  });

  it('takes the space on a real disk', async () => {
    await using folder = await TempFolder.create();
    const path = folder.at('disk.vhd');
    await writeFile(path, buildFixed(1 * MiB));
    await using main = await openForWriting(path);
    await resize({ main, name: 'disk.vhd', sibling: () => Promise.reject(new Error('none')) }, 5 * MiB);
    expect(main.size).toBe(5 * MiB + 512);
    const taken = await main.allocatedSize();
    if (process.platform === 'linux') expect(taken).toBeGreaterThanOrEqual(5 * MiB);
  });
});

describe.skipIf(missing('qemu-img'))('a VHD of QEMU that is resized', () => {
  const sizes = [40 * MiB, 10 * MiB + 512];
  it.each(qemuVariants.filter(({ format }) => format === 'vpc'))(
    'reads the same to QEMU, made as $title',
    async (variant) => {
      await using folder = await TempFolder.create();
      const [path, raw] = [folder.at('disk.vhd'), folder.at('model.raw')];
      const model = new Uint8Array(20 * MiB);
      for (const at of [0, 6, 10, 18]) model.set(patternAt(at * MiB, 1 * MiB), at * MiB);
      await writeFile(raw, model);
      await makeWithQemu(variant, raw, path);
      for (const size of sizes) {
        {
          await using main = await openForWriting(path);
          await resize({ main, name: 'disk.vhd', sibling: () => Promise.reject(new Error('none')) }, size);
        }
        const expected = new Uint8Array(size);
        expected.set(model.subarray(0, size));
        await writeFile(raw, expected);
        expect(await compareWithQemu({ path, format: 'vpc' }, { path: raw, format: 'raw' })).toBe('identical');
      }
    },
  );
});
