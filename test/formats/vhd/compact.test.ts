import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { makeImage, openImage, readLayer } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { patternAt } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { buildDynamic, buildFixed, free } from './build.ts';
import { check, codesOf, faultsIn, patchesFor } from './check-image.ts';
import { allocatedIn, compact, planOf, setOf, someUnits, withoutUnits } from './compact-image.ts';
import { edit, entriesOf, imageOf } from './edit-image.ts';
import { isSame, kinds, look, randomImage } from './random-image.ts';

const none = (unit: number) => setOf(unit, []);

describe.each(kinds)('compacting a random VHD: %s', (kind) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'drops what it is told, keeps everything else, and has the size that was predicted, series %i',
    async (seed) => {
      const random = seededRandom(seed);
      for (let round = 0; round < 4; round += 1) {
        const image = await randomImage(kind, random);
        const before = await look(image);
        const sizeBefore = image.main.size;
        const plan = await planOf(image);
        const holes = await someUnits(plan, random);
        const predicted = await plan.sizeAfter(holes);
        await compact(image, holes);
        const label = `round ${String(round)}`;
        expect(image.main.size, label).toBe(predicted);
        expect(predicted).toBeLessThanOrEqual(sizeBefore);
        if (holes.count === 0) expect(plan.orphanedBytes, label).toBe(sizeBefore - predicted);
        expect(isSame(await look(image), withoutUnits(before, holes)), label).toBe(true);
        const faults = faultsIn((await check(image)).findings);
        // Blocks below a table that lies behind them cannot make the file shorter.
        expect(
          faults.filter((code) => code !== 'vhd.leak' || kind !== 'table behind'),
          label,
        ).toEqual([]);

        const compacted = image.main.bytes();
        const second = await planOf(image);
        expect(second.orphanedBytes, label).toBe(0);
        expect(await second.sizeAfter(none(plan.unit))).toBe(compacted.length);
        await compact(image, none(plan.unit));
        expect(Buffer.compare(image.main.bytes(), compacted), label).toBe(0);
      }
    },
  );

  it('lists the blocks that are there', async () => {
    const image = await randomImage(kind, seededRandom(9));
    const plan = await planOf(image);
    const { present } = await look(image);
    const sectors = plan.unit / 512;
    const expected = Array.from({ length: Math.ceil(present.length / sectors) }, (_, n) => n).filter((n) =>
      present.subarray(n * sectors, (n + 1) * sectors).includes(1),
    );
    expect(await allocatedIn(plan)).toEqual(expected);
  });
});

describe('compacting a VHD', () => {
  it('finds nothing to give back in a new image, and changes no byte of it', async () => {
    for (const options of [{ blockSize: 2 * MiB }, { blockSize: 512 * KiB }]) {
      const image = await makeImage(vhd, { virtualSize: 8 * MiB, options, written: [{ start: 0, length: 5 * MiB }] });
      const before = image.main.bytes();
      const plan = await planOf(image);
      expect(plan).toMatchObject({ unit: options.blockSize, canDeclareZero: false, orphanedBytes: 0 });
      expect(await plan.sizeAfter(none(plan.unit))).toBe(before.length);
      expect(await compact(image, none(plan.unit))).toBe(0);
      expect(Buffer.compare(image.main.bytes(), before)).toBe(0);
    }
  });

  it('leaves the room that Windows leaves before the footer, unless something changes', async () => {
    const built = buildDynamic({ table: [7, free, 7 + 4104] });
    const roomy = new Uint8Array(built.length + 3584);
    roomy.set(built.subarray(0, -512));
    roomy.set(built.subarray(-512), roomy.length - 512);
    const image = imageOf(roomy);
    const plan = await planOf(image);
    expect(plan.orphanedBytes).toBe(0);
    await compact(image, none(plan.unit));
    expect(Buffer.compare(image.main.bytes(), roomy)).toBe(0);
    const holes = setOf(plan.unit, [0]);
    expect(await plan.sizeAfter(holes)).toBe((7 + 4097) * 512 + 512);
    expect(await compact(image, holes)).toBe(4097 * 512);
    expect(entriesOf(image.main.bytes(), 3)).toEqual([free, free, 7]);
  });

  it('counts a block without a single sector as one that takes space', async () => {
    const image = imageOf(
      buildDynamic({
        table: [4, 4 + 4097],
        bitmap: new Uint8Array(512),
        footer: { diskType: 4 },
        header: { parentUuid: '99999999-0506-4708-890a-0b0c0d0e0f10' },
      }),
    );
    expect(await allocatedIn(await planOf(image))).toEqual([0, 1]);
  });

  it('keeps blocks on multiples of 4 KiB where they all are', async () => {
    const image = imageOf(buildDynamic({ table: [7, 7 + 4104, 7 + 2 * 4104, 7 + 3 * 4104] }));
    await compact(image, setOf(2 * MiB, [0, 1]));
    expect(entriesOf(image.main.bytes(), 4).map((entry) => (entry === free ? entry : (entry + 1) % 8))).toEqual([
      free,
      free,
      0,
      0,
    ]);
  });

  it('moves nothing where a table behind the blocks keeps the file as long as it is', async () => {
    const image = imageOf(buildDynamic({ table: [6 + 9, 6 + 18], header: { blockSize: 4096, tableStart: 20_480 } }));
    const plan = await planOf(image);
    expect(plan.orphanedBytes).toBe(0);
    expect(await compact(image, setOf(plan.unit, [0]))).toBe(0);
    expect(image.main.size).toBe(20_480 + 1024);
  });

  it('clears the batmap when a block goes, and keeps it when blocks only move', async () => {
    const map = (bytes: Uint8Array) => bytes.slice(2560, 3072);
    const random = seededRandom(4);
    let moved = 0;
    for (let round = 0; round < 20; round += 1) {
      const image = await randomImage('XenServer', random);
      const before = image.main.bytes();
      const copy = imageOf(before);
      moved += await compact(image, none(4096));
      expect(map(image.main.bytes())).toEqual(map(before));
      await compact(copy, setOf(4096, await allocatedIn(await planOf(copy))));
      expect(map(copy.main.bytes())).toEqual(new Uint8Array(512));
    }
    expect(moved).toBeGreaterThan(0);
  });

  it.each([
    ['a fixed image', buildFixed(4096), 'compact.rewrite-instead'],
    ['a suspended machine', buildDynamic({ table: [free], footer: { savedState: 1 } }), 'vhd.edit-saved-state'],
    ['no footer at the end', buildDynamic({ table: [4, free], footerLength: 0 }), 'vhd.edit-footers'],
    ['a block twice', buildDynamic({ table: [4, 4] }), 'vhd.edit-overlap'],
  ])('refuses %s, and leaves it as it is', async (_, content, reason) => {
    const image = imageOf(content);
    await expect(planOf(image)).rejects.toMatchObject({ reason });
    await expect(compact(image, none(2 * MiB))).rejects.toMatchObject({ reason });
    expect(Buffer.compare(image.main.bytes(), content)).toBe(0);
  });

  it('moves 140 MiB with a handful of flushes, and tells how far it is', async () => {
    const written = [{ start: 72 * 2 * MiB, length: 70 * 2 * MiB }];
    const image = await makeImage(vhd, {
      virtualSize: 400 * MiB,
      written: [{ start: 0, length: 72 * 2 * MiB }, ...written],
    });
    let flushes = 0;
    const dropped = setOf(
      2 * MiB,
      Array.from({ length: 72 }, (_, n) => n),
    );
    const reports: number[] = [];
    const watch = { ...unwatched, report: ({ done }: { done: number }) => reports.push(done) };
    const { main, name } = image;
    const counting: Writer = {
      get size() {
        return main.size;
      },
      read: (at, target) => main.read(at, target),
      write: (at, bytes) => main.write(at, bytes),
      resize: (size) => main.resize(size),
      flush: () => {
        flushes += 1;
        return main.flush();
      },
    };
    const files = { main: counting, name, sibling: (wanted: string) => image.sibling(wanted) };
    expect(await compact(files, dropped, { watch })).toBe(70 * (2 * MiB + 512));
    expect(flushes).toBeLessThanOrEqual(8);
    expect(reports.at(-1)).toBe(70 * (2 * MiB + 512));
    const range = { start: 100 * 2 * MiB, length: 1 * MiB };
    expect(await readLayer(await openImage(vhd, image), range)).toEqual(patternAt(range.start, range.length));
  });
});

describe.skipIf(missing('qemu-img'))('a VHD of QEMU that is compacted', () => {
  it.each(qemuVariants.filter(({ format, title }) => format === 'vpc' && title.includes('dynamic')))(
    'reads the same to QEMU, made as $title',
    async (variant) => {
      await using folder = await TempFolder.create();
      const [path, raw] = [folder.at('disk.vhd'), folder.at('model.raw')];
      const model = new Uint8Array(24 * MiB);
      for (const at of [0, 2, 6, 8, 14, 20]) model.set(patternAt(at * MiB, 2 * MiB), at * MiB);
      await writeFile(raw, model);
      await makeWithQemu(variant, raw, path);
      {
        await using main = await openForWriting(path);
        const files = { main, name: 'disk.vhd', sibling: () => Promise.reject(new Error('none')) };
        const plan = await planOf(files);
        expect(plan.orphanedBytes).toBe(0);
        const holes = setOf(plan.unit, [0, 4]);
        const predicted = await plan.sizeAfter(holes);
        expect(await compact(files, holes)).toBe(2 * (2 * MiB + 512));
        expect(main.size).toBe(predicted);
      }
      model.fill(0, 0, 2 * MiB);
      model.fill(0, 8 * MiB, 10 * MiB);
      await writeFile(raw, model);
      expect(await compareWithQemu({ path, format: 'vpc' }, { path: raw, format: 'raw' })).toBe('identical');
      expect(JSON.parse(await qemuImg('info', '--output=json', path))).toMatchObject({ format: 'vpc' });
    },
  );
});

describe('what entries behind the end of the disk name', () => {
  const block = 512 * KiB;
  const stride = block + 512;
  const first = 8 * 512;
  /** A disk of four blocks with a fifth entry, as a program leaves it that made the disk smaller. */
  const shrunk = () =>
    imageOf(
      buildDynamic({
        table: [8, free, 8 + stride / 512, free, 8 + (2 * stride) / 512],
        header: { blockSize: block },
        footer: { currentSize: 4 * block },
      }),
    );
  const fifth = (bytes: Uint8Array) => Buffer.from(bytes.subarray(first + 2 * stride, first + 3 * stride));

  it('is no waste, and not cut off by a repair', async () => {
    const image = shrunk();
    const codes = codesOf((await check(image)).findings);
    expect(codes).toContain('vhd.table-extra-used');
    expect(codes).not.toContain('vhd.trailing');
    expect(await patchesFor(image)).toEqual([]);
  });

  it('stays where it is when the disk is compacted', async () => {
    const image = shrunk();
    const before = fifth(image.main.bytes());
    await compact(image, setOf(block, [0]));
    expect(entriesOf(image.main.bytes(), 5)[4]).toBe(8 + (2 * stride) / 512);
    expect(Buffer.compare(fifth(image.main.bytes()), before)).toBe(0);
  });

  it('is not written over by a new block', async () => {
    const image = shrunk();
    const before = fifth(image.main.bytes());
    const layer = await edit(image);
    await layer.write(block, patternAt(block, 4096));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 5)[1]).toBeGreaterThanOrEqual(8 + (3 * stride) / 512);
    expect(Buffer.compare(fifth(image.main.bytes()), before)).toBe(0);
  });
});
