import { describe, expect, it } from 'vitest';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { flag, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { extentsOf, makeImage, MemoryImage, openImage, readAll, readLayer } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { seededRandom } from '#test/support/random.ts';
import { buildSet, buildSparse, descriptorOf, grain, sparseLine } from './build.ts';
import { checkImage } from './checking.ts';
import { allocatedIn, compactImage, copyOf, planOf, scribble } from './compacting.ts';
import { cutsOfResize, extentBytes, killsOfResize, resizable, resizeTo } from './resizing.ts';
import { expectMended } from './mended.ts';
import { edit, entriesOf } from './edit-support.ts';

const split = defineFormat({ ...vmdk, options, title: 'split VMDK', variants: splitVariants(extentBytes) });

interface Case {
  readonly title: string;
  readonly before: Bytes;
  readonly after: Bytes;
  readonly make: () => Promise<MemoryImage>;
}

function made(variant: string, before: Bytes, after: Bytes, more: object = {}): Case {
  return {
    title: `${variant} ${JSON.stringify(more)}`,
    before,
    after,
    make: () => makeImage(variant.startsWith('two') ? split : vmdk, { variant, virtualSize: before, options: more }),
  };
}

function built(title: string, after: Bytes, recipe: Parameters<typeof buildSparse>[0]): Case {
  const before = recipe?.virtualSize ?? 2.5 * MiB;
  const descriptor = descriptorOf([sparseLine(before)]);
  const image = () => new MemoryImage('disk.vmdk', buildSparse({ descriptor, virtualSize: before, ...recipe }));
  return { title, before, after, make: () => Promise.resolve(image()) };
}

const cases: readonly Case[] = [
  made('monolithicSparse', 2 * MiB + 3 * 512, 3 * MiB),
  made('monolithicSparse', 2 * MiB + 3 * 512, 70 * MiB + 512),
  // 128 entries fill a sector of the directory.
  made('monolithicSparse', 2.5 * MiB, 300 * MiB, { grainSize: 4 * KiB }),
  made('monolithicSparse', 1 * MiB, 9 * MiB, { grainSize: 8 * KiB, zeroedGrains: 'on' }),
  built('monolithicSparse with its tables among the grains', 300 * MiB, { directory: { 0: 0, 1: 0 } }),
  built('monolithicSparse with one directory', 300 * MiB, {
    header: { flags: flag.newlineTest, redundantDirectory: 0 },
  }),
  built('monolithicSparse with a capacity beyond its line', 12 * MiB, {
    virtualSize: 2.5 * MiB - 512,
    header: { capacity: (2.5 * MiB) / 512 },
  }),
  made('monolithicFlat', 1 * MiB + 512, 2 * MiB),
  made('twoGbMaxExtentFlat', 900 * KiB, 2 * MiB + 512),
  made('twoGbMaxExtentSparse', 900 * KiB, 1000 * KiB, { grainSize: 8 * KiB }),
  made('twoGbMaxExtentSparse', 900 * KiB, 2.5 * MiB + 512, { grainSize: 4 * KiB }),
];

/** An image with random data, and that data. */
async function filled({ make }: Case, seed: number): Promise<{ image: MemoryImage; model: Uint8Array }> {
  const image = await make();
  const model = await readAll(await openImage(vmdk, image));
  await scribble(image, model, seededRandom(seed), { writes: 8, most: 48 * KiB });
  return { image, model };
}

/** Undefined when an image holds a disk of that size with that beginning and zeros behind it; otherwise what is wrong. */
async function oddDisk(image: MemoryImage, model: Uint8Array, size: Bytes): Promise<string | undefined> {
  const layer = await openImage(vmdk, image);
  if (layer.virtualSize !== size) return `a disk of ${String(layer.virtualSize)} bytes`;
  const common = Math.min(size, model.length);
  const found = await readLayer(layer, { start: 0, length: common });
  const difference = firstDifference(found, model.subarray(0, common), 0);
  if (difference !== undefined) return difference;
  for (const run of await extentsOf(layer, { start: common, length: size - common })) {
    if (run.kind !== 'data') continue;
    const content = await readLayer(layer, run);
    if (content.some((byte) => byte !== 0)) return `data behind the old end, in the run from ${String(run.start)} on`;
  }
  return undefined;
}

async function newCodes(image: MemoryImage): Promise<readonly string[]> {
  const { codes } = await checkImage(image);
  return codes.filter((code) => code !== 'vmdk.interoperability');
}

async function damageIn(image: MemoryImage): Promise<readonly string[]> {
  const { findings } = await checkImage(image);
  return findings.filter(({ severity }) => severity === 'damage' || severity === 'fatal').map(({ code }) => code);
}

describe.each(cases)('growing: $title to $after bytes', (one) => {
  const { after, before } = one;

  it.each([1, 2])(
    'shows the same disk with zeros behind it, and can be written to the end, series %i',
    async (seed) => {
      const { image, model } = await filled(one, seed);
      const wasteBefore = await newCodes(image);
      await resizeTo(resizable(image), after);
      expect(await oddDisk(image, model, after)).toBeUndefined();
      expect(await newCodes(image)).toEqual(wasteBefore);

      const disk = await edit(image);
      const tail = seededRandom(seed).bytes(8 * KiB);
      await disk.write(after - tail.length, tail);
      await disk.flush();
      const layer = await openImage(vmdk, image);
      const read = await readLayer(layer, { start: after - tail.length, length: tail.length });
      expect(firstDifference(read, tail, 0)).toBeUndefined();
      expect(await newCodes(image)).toEqual(wasteBefore);
    },
  );

  it('is the old disk or the new one, whenever the power is cut', async () => {
    const { image, model } = await filled(one, 3);
    let sawOld = false;
    let sawNew = false;
    for await (const { title, left } of cutsOfResize(image, after)) {
      const size = (await openImage(vmdk, left)).virtualSize;
      expect([before, after], title).toContain(size);
      expect(await oddDisk(left, model, size), title).toBeUndefined();
      await expectMended(left, title);
      expect(await oddDisk(left, model, size), title).toBeUndefined();
      sawOld ||= size === before;
      sawNew ||= size === after;
    }
    expect([sawOld, sawNew]).toEqual([true, true]);
  });

  it('is finished by the same call, whenever the process was killed', async () => {
    const { image, model } = await filled(one, 3);
    for await (const { title, left } of killsOfResize(image, after)) {
      await resizeTo(resizable(left), after);
      expect(await oddDisk(left, model, after), title).toBeUndefined();
      expect(await damageIn(left), title).toEqual([]);
    }
  });

  it('can be taken up again after any failure of its files', async () => {
    for (let nth = 1; ; nth += 1) {
      const { image, model } = await filled(one, 4);
      const siblings = new Set(image.siblings.keys());
      const fault = new Fault(nth, 'EIO', { operations: ['write', 'resize', 'flush'] });
      const files = resizable(image, (file) => new FaultyFile(file, fault));
      const outcome = await resizeTo(files, after).then(
        () => 'done',
        (thrown: unknown) => thrown,
      );
      const size = (await openImage(vmdk, image)).virtualSize;
      expect(await oddDisk(image, model, size), `failure ${String(nth)}`).toBeUndefined();
      if (!fault.fired) {
        expect(outcome).toBe('done');
        expect(nth).toBeGreaterThan(2);
        return;
      }
      expect(outcome).toMatchObject({ name: 'DiskError' });
      if (size === before) {
        // As whoever resizes does: files that were made are removed again.
        for (const name of [...image.siblings.keys()]) if (!siblings.has(name)) image.siblings.delete(name);
      }
      await expectMended(image, `failure ${String(nth)}`);
      await resizeTo(resizable(image), after);
      expect(await oddDisk(image, model, after), `taken up after failure ${String(nth)}`).toBeUndefined();
    }
  });

  it('can be made smaller again', async () => {
    const { image, model } = await filled(one, 5);
    await resizeTo(resizable(image), after);
    await resizeTo(resizable(image), before);
    expect(await oddDisk(image, model, before)).toBeUndefined();
    await resizeTo(resizable(image), after);
    expect(await oddDisk(image, model, after)).toBeUndefined();
  });
});

describe.each(cases)('shrinking: $title', (one) => {
  const smaller = Math.floor(one.before / 3 / 512) * 512;

  it('keeps what is not cut off, and shows zeros where it grows again', async () => {
    const { image, model } = await filled(one, 6);
    const size = image.contents().reduce((sum, { bytes }) => sum + bytes.length, 0);
    await resizeTo(resizable(image), smaller);
    expect(await oddDisk(image, model, smaller)).toBeUndefined();
    expect(image.contents().reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(size);
    expect((await newCodes(image)).filter((code) => code !== 'vmdk.unused-grains')).toEqual([]);
    await resizeTo(resizable(image), one.before);
    expect(await oddDisk(image, model.subarray(0, smaller), one.before)).toBeUndefined();
  });

  it('keeps that whenever the power is cut', async () => {
    const { image, model } = await filled(one, 7);
    for await (const { title, left } of cutsOfResize(image, smaller)) {
      const size = (await openImage(vmdk, left)).virtualSize;
      expect([one.before, smaller], title).toContain(size);
      expect(await oddDiskUpTo(left, model, smaller), title).toBeUndefined();
      await expectMended(left, title);
      expect(await oddDiskUpTo(left, model, smaller), title).toBeUndefined();
    }
  });
});

/** What is wrong with the beginning of a disk. */
async function oddDiskUpTo(image: MemoryImage, model: Uint8Array, length: Bytes): Promise<string | undefined> {
  const found = await readLayer(await openImage(vmdk, image), { start: 0, length });
  return firstDifference(found, model.subarray(0, length), 0);
}

describe('what lay unseen behind the end of a disk', () => {
  it('does not appear on it', async () => {
    const before = 2.5 * MiB - 5 * grain - 512;
    // The header holds more than the line, and tables name grains there; the last grain has garbage behind the end.
    const grains = { 0: 'data', 634: 'data', 636: 'data', 639: 'data', 700: 'data' } as const;
    const descriptor = descriptorOf([sparseLine(before)]);
    const image = new MemoryImage('disk.vmdk', buildSparse({ virtualSize: 2.5 * MiB, descriptor, grains }));
    const model = await readAll(await openImage(vmdk, image));
    expect(model).toHaveLength(before);
    await resizeTo(resizable(image), 4 * MiB);
    expect(await oddDisk(image, model, 4 * MiB)).toBeUndefined();
    expect([636, 639, 700].map((index) => entriesOf(image.main.bytes(), index))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('does not appear in a flat one either', async () => {
    const text = descriptorOf([`RW 10 FLAT "disk-flat.vmdk" 0`]).replace('custom', 'monolithicFlat');
    const image = buildSet(text, { 'disk-flat.vmdk': new Uint8Array(9000).fill(7) });
    await resizeTo(resizable(image), 20 * 512);
    const content = await readAll(await openImage(vmdk, image));
    expect(content.subarray(0, 5120).every((byte) => byte === 7)).toBe(true);
    expect(content.subarray(5120).every((byte) => byte === 0)).toBe(true);
  });
});

describe('tables for what is added', () => {
  it('lie before the grains, so that a compaction can still make the file short', async () => {
    const image = await makeImage(vmdk, {
      virtualSize: 2 * MiB,
      options: { grainSize: 4 * KiB },
      written: [{ start: 0, length: 2 * MiB }],
    });
    const model = await readAll(await openImage(vmdk, image));
    await resizeTo(resizable(image), 300 * MiB);
    const plan = await planOf(image);
    expect(plan.orphanedBytes).toBe(0);
    const holes = (await allocatedIn(plan)).slice(1);
    await compactImage(image, plan, { holes });
    expect(image.main.size).toBeLessThan(1 * MiB);
    model.fill(0, 4 * KiB);
    expect(await oddDisk(image, model, 300 * MiB)).toBeUndefined();
    expect((await checkImage(image)).codes).toEqual([]);
  });
});

describe('the descriptor', () => {
  it('tells the new size and geometry, and keeps the bytes of everything else', async () => {
    const image = await makeImage(vmdk, { virtualSize: 3 * MiB, options: { adapterType: 'ide' } });
    const textIn = () => Buffer.from(image.main.bytes().subarray(512, 21 * 512)).toString('latin1');
    const before = textIn();
    await resizeTo(resizable(image), 9 * MiB);
    const cylinders = Math.floor((9 * MiB) / 512 / 16 / 63);
    const expected = before
      .replace('RW 6144 ', 'RW 18432 ')
      .replace('ddb.geometry.cylinders = "6"', `ddb.geometry.cylinders = "${String(cylinders)}"`);
    const withoutIds = (text: string) =>
      text
        .replace(/CID=\w+/, 'CID')
        .replace(/longContentID = "\w+"/, 'long')
        .replace(/\0+$/, '');
    expect(withoutIds(textIn())).toBe(withoutIds(expected));
    expect(textIn()).not.toContain(/CID=\w+/.exec(before)?.[0]);
    expect(sparseHeader.decode(image.main.bytes()).descriptorOffset).toBe(1);
  });

  it('goes back behind the header after a resize that was interrupted', async () => {
    const image = await makeImage(vmdk, { virtualSize: 3 * MiB, written: [{ start: 0, length: 1 * MiB }] });
    const model = await readAll(await openImage(vmdk, image));
    let elsewhere = 0;
    for await (const { left } of cutsOfResize(copyOf(image), 9 * MiB)) {
      if (sparseHeader.decode(left.main.bytes()).descriptorOffset === 1) continue;
      elsewhere += 1;
      await resizeTo(resizable(left), 12 * MiB);
      expect(sparseHeader.decode(left.main.bytes()).descriptorOffset).toBe(1);
      expect(await oddDisk(left, model, 12 * MiB)).toBeUndefined();
      expect((await checkImage(left)).codes).toEqual([]);
    }
    expect(elsewhere).toBeGreaterThan(0);
  });

  it('stays at the end of the file when its room behind the header is full', async () => {
    const image = await makeImage(vmdk, { virtualSize: 3 * MiB });
    const bytes = image.main.bytes();
    const end = bytes.indexOf(0, 512);
    bytes.fill('#'.charCodeAt(0), end, 21 * 512 - 1).fill('\n'.charCodeAt(0), 21 * 512 - 1, 21 * 512);
    await image.main.write(0, bytes);
    await resizeTo(resizable(image), 300 * MiB);
    const layer = await openImage(vmdk, image);
    expect(layer.virtualSize).toBe(300 * MiB);
    expect(sparseHeader.decode(image.main.bytes()).descriptorOffset).toBeGreaterThan(21);
  });

  it('names new extents after the last one, whatever the descriptor is called by now', async () => {
    const image = await makeImage(split, { variant: 'twoGbMaxExtentFlat', virtualSize: 700 * KiB });
    const renamed = new MemoryImage('renamed.vmdk', image.main.bytes());
    for (const [name, file] of image.siblings) renamed.siblings.set(name, file);
    await resizeTo(resizable(renamed), 1500 * KiB);
    expect([...renamed.siblings.keys()]).toEqual(['disk-f001.vmdk', 'disk-f002.vmdk', 'disk-f003.vmdk']);
    expect(await oddDisk(renamed, new Uint8Array(0), 1500 * KiB)).toBeUndefined();
  });
});

describe('a header with numbers that no computer can count to', () => {
  it('keeps them, where they decide nothing', async () => {
    const bytes = buildSparse({ header: { flags: flag.newlineTest }, grains: { 3: 'data' } });
    const places = (['redundantDirectory', 'overhead'] as const).map((name) => sparseHeader.offsetOf(name));
    for (const at of places) bytes.fill(0xfe, at, at + 8);
    const image = new MemoryImage('disk.vmdk', bytes);
    const model = await readAll(await openImage(vmdk, image));
    expect((await checkImage(image)).codes).toEqual([]);
    await resizeTo(resizable(image), 300 * MiB);
    expect(await oddDisk(image, model, 300 * MiB)).toBeUndefined();
    const after = image.main.bytes();
    for (const at of places) expect(after.subarray(at, at + 8)).toEqual(new Uint8Array(8).fill(0xfe));

    const disk = await edit(image);
    const sector = seededRandom(1).bytes(512);
    await disk.write(200 * MiB, sector);
    await disk.flush();
    const read = await readLayer(await openImage(vmdk, image), { start: 200 * MiB, length: 512 });
    expect(Buffer.compare(read, sector)).toBe(0);
    expect((await checkImage(image)).codes).toEqual([]);
  });
});

describe('the name of a new extent', () => {
  /** A set whose descriptor has a name beyond ASCII, and an extent from which no names can be numbered on. */
  function namedSet(name: string, ...lines: readonly string[]): MemoryImage {
    const sectors = String(extentBytes / 512);
    const text = descriptorOf([`RW ${sectors} FLAT "data.vmdk" 0`], ...lines).replace(
      '"custom"',
      '"twoGbMaxExtentFlat"',
    );
    const image = new MemoryImage(name, Buffer.from(text, 'latin1'));
    image.siblings.set('data.vmdk', new MemoryFile(new Uint8Array(extentBytes), 'data.vmdk'));
    return image;
  }

  it.each([
    ['UTF-8', 'größe.vmdk', 'encoding="UTF-8"'],
    ['nothing', 'größe.vmdk', '# of ASCII'],
    ['windows-1252', 'größe – 1 €.vmdk', 'encoding="windows-1252"'],
    ['nothing beside text in windows-1252', 'größe.vmdk', 'ddb.comment = "Stra\xdfe"'],
  ])('is written in the encoding of the descriptor, which tells %s', async (_, name, line) => {
    const image = namedSet(name, line);
    await resizeTo(resizable(image), 2 * extentBytes);
    expect([...image.siblings.keys()]).toEqual(['data.vmdk', name.replace('.vmdk', '-f002.vmdk')]);
    expect(await oddDisk(image, new Uint8Array(extentBytes), 2 * extentBytes)).toBeUndefined();
  });

  it.each([
    ['GBK', '大.vmdk', 'encoding="GBK"'],
    ['windows-1252', '大.vmdk', 'encoding="windows-1252"'],
  ])('is refused before anything changes where %s cannot write it', async (_, name, line) => {
    const image = namedSet(name, line);
    const before = image.contents();
    await expect(resizeTo(resizable(image), 2 * extentBytes)).rejects.toMatchObject({
      reason: 'vmdk.name-not-writable',
    });
    expect(image.contents()).toEqual(before);
    expect((await openImage(vmdk, image)).virtualSize).toBe(extentBytes);
  });
});

describe('an extent that is no part of the disk any more', () => {
  it('stays when it may be the descriptor by another name', async () => {
    const lines = ['data.vmdk', 'DISK.vmdk'].map((name) => `RW 10 FLAT "${name}" 0`);
    const text = descriptorOf(lines).replace('"custom"', '"twoGbMaxExtentFlat"');
    const image = buildSet(text, { 'data.vmdk': new Uint8Array(5120), 'DISK.vmdk': new Uint8Array(5120) });
    await resizeTo(resizable(image), 5120);
    expect([...image.siblings.keys()]).toEqual(['data.vmdk', 'DISK.vmdk']);
  });
});

describe('what is not resized', () => {
  it.each([
    ['streamOptimized', 'resize.not-possible'],
    ['twoGbMaxExtentSparse', 'resize.file-in-the-way'],
  ])('%s: %s', async (variant, reason) => {
    const image = await makeImage(variant.startsWith('two') ? split : vmdk, { variant, virtualSize: 600 * KiB });
    await image
      .asTarget()
      .sibling('disk-s002.vmdk')
      .then((file) => file.write(0, new Uint8Array(1)));
    const before = image.contents();
    await expect(resizeTo(resizable(image), 2 * MiB)).rejects.toMatchObject({ reason });
    for (const [i, { name, bytes }] of image.contents().slice(0, 2).entries()) {
      expect(Buffer.compare(bytes, before[i]?.bytes ?? new Uint8Array(0)), name).toBe(0);
    }
  });

  it('is a disk that would be larger than its tables can address', async () => {
    const image = await makeImage(vmdk, { virtualSize: 1 * MiB });
    await expect(resizeTo(resizable(image), 3 * 1024 ** 4)).rejects.toMatchObject({ reason: 'resize.too-large' });
  });

  it('is a disk of an ESX host that would be larger than a flat file may be, whatever its descriptor calls it', async () => {
    const text = descriptorOf([`RW 10 VMFS "a.vmdk"`]).replace('custom', 'vmfs');
    const image = buildSet(text, { 'a.vmdk': new Uint8Array(5120) });
    const before = image.contents();
    await expect(resizeTo(resizable(image), 63 * 1024 ** 4)).rejects.toMatchObject({ reason: 'resize.too-large' });
    expect(image.contents()).toEqual(before);
  });

  it('is a set of mixed extents', async () => {
    const text = descriptorOf([`RW 10 FLAT "a.vmdk" 0`, 'RW 10 ZERO']);
    const image = buildSet(text, { 'a.vmdk': new Uint8Array(5120) });
    await expect(resizeTo(resizable(image), 20 * 1024)).rejects.toMatchObject({ reason: 'resize.not-possible' });
  });

  it('is an image whose copies of a table differ', async () => {
    const bytes = buildSparse({ grains: { 0: 'data' } });
    const view = viewOf(bytes);
    view.setUint32(view.getUint32((sparseHeader.decode(bytes).directory ?? 0) * 512, true) * 512, 0, true);
    const image = new MemoryImage('disk.vmdk', bytes);
    await expect(resizeTo(resizable(image), 20 * MiB)).rejects.toMatchObject({ reason: 'vmdk.edit-copies-differ' });
  });
});

it('a flat extent that shares its file with one behind it becomes smaller without cutting that off', async () => {
  const half = 2 * MiB;
  const lines = [`RW ${half / 512} FLAT "data-f001.vmdk" ${half / 512}`, `RW ${half / 512} FLAT "DATA-F001.vmdk" 0`];
  const text = descriptorOf(lines).replace('"custom"', '"twoGbMaxExtentFlat"');
  const content = seededRandom(5).bytes(2 * half);
  const image = buildSet(text, { 'data-f001.vmdk': content, 'DATA-F001.vmdk': content });
  // One file by two names that differ in case only.
  const shared = image.siblings.get('data-f001.vmdk');
  if (shared) image.siblings.set('DATA-F001.vmdk', shared);
  await resizeTo(resizable(image), half + MiB);
  const left = await readAll(await openImage(vmdk, image));
  const expected = Buffer.concat([content.subarray(half), content.subarray(0, MiB)]);
  expect(firstDifference(left, expected, 0)).toBeUndefined();
});
