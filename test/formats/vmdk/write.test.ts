import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, type ByteRange } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { geometryOf } from '#main/core/formats/vmdk/geometry.ts';
import { marker, markerType, sparseHeader, type SparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { planSparse } from '#main/core/formats/vmdk/sparse-plan.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { fixedIdentity, makeImage, MemoryImage, type ImageRecipe } from '#test/support/make-image.ts';
import { FaultyFile, Fault } from '#test/support/faulty-file.ts';

const grain = 64 * KiB;
const make = async (recipe: ImageRecipe) => (await makeImage(vmdk, recipe)).main.bytes();
const textOf = (image: Uint8Array) =>
  Buffer.from(image.subarray(512, 21 * 512))
    .toString()
    .replace(/\0+$/, '');
const sectorOf = (image: Uint8Array, number: number) => image.subarray(number * 512);
const entryOf = (image: Uint8Array, sector: number, index: number) =>
  viewOf(sectorOf(image, sector)).getUint32(4 * index, true);

describe('planning a sparse VMDK', () => {
  it.each([
    [5 * MiB, { redundantDirectory: 21, redundantTables: 22, directory: 26, tables: 27, tableCount: 1, overhead: 128 }],
    [
      1 * GiB,
      { redundantDirectory: 21, redundantTables: 22, directory: 150, tables: 151, tableCount: 32, overhead: 384 },
    ],
  ])('lays out a disk of %d bytes as VMware, VirtualBox and QEMU do', (size, places) => {
    expect(planSparse(size, grain)).toMatchObject({ capacity: size / 512, ...places });
  });

  it.each([
    [100 * MiB, 'ide', { cylinders: 203, heads: 16, sectors: 63 }],
    [1024 * GiB, 'ide', { cylinders: 16_383, heads: 16, sectors: 63 }],
    [512 * MiB, 'lsilogic', { cylinders: 512, heads: 64, sectors: 32 }],
    [1 * GiB, 'buslogic', { cylinders: 512, heads: 128, sectors: 32 }],
    [60 * GiB, 'lsilogic', { cylinders: 7832, heads: 255, sectors: 63 }],
    [512, 'legacyESX', { cylinders: 1, heads: 64, sectors: 32 }],
  ] as const)('gives a disk of %d bytes on %s the usual geometry', (size, adapter, geometry) => {
    expect(geometryOf(size, adapter)).toEqual(geometry);
  });

  it('keeps all of the largest disks within the addresses of the tables, whatever the grains', () => {
    for (const grainSize of [4, 8, 16, 32, 64].map((size) => size * KiB)) {
      const measured = vmdk.variants.slice(0, 2).map(({ info, measure }) =>
        measure?.({
          virtualSize: info.maximumSize,
          dataBytes: info.maximumSize,
          options: vmdk.options().parse({ grainSize }),
        }),
      );
      expect(Math.max(...measured.map((size) => size ?? Infinity))).toBeLessThanOrEqual(2 ** 32 * 512);
    }
  });
});

describe('writing monolithicSparse', () => {
  it('makes an empty disk of 5 MiB exactly as long as others do, with both directories pointing at their tables', async () => {
    const image = await make({ virtualSize: 5 * MiB });
    const header: SparseHeader = {
      magic: 0x564d_444b,
      version: 1,
      flags: 3,
      capacity: 10_240,
      grainSize: 128,
      descriptorOffset: 1,
      descriptorSize: 20,
      tableLength: 512,
      redundantDirectory: 21,
      directory: 26,
      overhead: 128,
      uncleanShutdown: 0,
      newlineSingle: 0x0a,
      newlineOther: 0x20,
      newlineDouble1: 0x0d,
      newlineDouble2: 0x0a,
      compression: 0,
    };
    expect(sparseHeader.decode(image)).toEqual(header);
    expect([image.length, entryOf(image, 21, 0), entryOf(image, 26, 0)]).toEqual([65_536, 22, 27]);
    expect(Buffer.from(image.subarray(72, 79)).toString('hex')).toBe('000a200d0a0000');
  });

  it('writes the descriptor in the order that every reader takes', async () => {
    const image = await make({ virtualSize: 5 * MiB, options: { adapterType: 'ide', hardwareVersion: '10' } });
    expect(textOf(image)).toBe(
      [
        '# Disk DescriptorFile',
        'version=1',
        'encoding="UTF-8"',
        'CID=00000001',
        'parentCID=ffffffff',
        'createType="monolithicSparse"',
        '',
        '# Extent description',
        'RW 10240 SPARSE "disk.vmdk"',
        '',
        '# The Disk Data Base',
        '#DDB',
        '',
        'ddb.adapterType = "ide"',
        'ddb.geometry.cylinders = "10"',
        'ddb.geometry.heads = "16"',
        'ddb.geometry.sectors = "63"',
        'ddb.longContentID = "0102030405064708890a000000000001"',
        'ddb.toolsInstallType = "4"',
        'ddb.toolsVersion = "2147483647"',
        'ddb.uuid = "60 00 C2 94 05 06 47 08-89 0a 00 00 00 00 00 02"',
        'ddb.virtualHWVersion = "10"',
        '',
      ].join('\n'),
    );
  });

  it('stores grains one behind another, the last one whole, and both copies of every table', async () => {
    const virtualSize = 33 * MiB + 512;
    const written = [
      { start: 32 * MiB - grain, length: 2 * grain },
      { start: 33 * MiB, length: 512 },
    ];
    const image = await make({ virtualSize, written });
    const { redundantTables, tables, overhead } = planSparse(virtualSize, grain);
    const copyAt = (sector: number) => image.subarray(sector * 512, (sector + 8) * 512);
    expect(image.length).toBe(overhead * 512 + 3 * grain);
    expect(Buffer.compare(copyAt(redundantTables), copyAt(tables))).toBe(0);
    expect([511, 512, 528].map((index) => entryOf(image, tables, index))).toEqual([128, 256, 384]);
  });

  it.each(['ffffffff', 'fffffffe'])('never takes %s for a content id', async (last) => {
    const [sparse] = vmdk.variants;
    const image = new MemoryImage('disk.vmdk');
    const identity = { ...fixedIdentity(), uuid: () => `01020304-0506-4708-890a-0000${last}` };
    const sink = await sparse?.create?.(image, { virtualSize: MiB, options: vmdk.options().parse({}), identity });
    await sink?.finish();
    const text = textOf(image.main.bytes());
    expect(text).toContain(`CID=7${last.slice(1)}\n`);
    expect(text).toContain(`ddb.longContentID = "0102030405064708890a00007${last.slice(1)}"`);
  });

  it.each(['a"b.vmdk', 'a\nb.vmdk'])('refuses the name %j, which a descriptor cannot hold', async (name) => {
    await expect(make({ virtualSize: MiB, name })).rejects.toMatchObject({ reason: 'vmdk.name-not-writable' });
  });
});

describe('writing streamOptimized', () => {
  it('writes markers, tables, directory, footer and end in the order of the format', async () => {
    const virtualSize = 97 * MiB;
    // Nothing in the second table, which is left out.
    const written: ByteRange[] = [
      { start: grain, length: grain },
      { start: 3 * grain, length: grain },
      { start: 64 * MiB, length: grain },
    ];
    const image = await make({ variant: 'streamOptimized', virtualSize, written });
    const found = [...markersOf(image)];
    expect(found.map(({ kind, value }) => [kind, value])).toEqual([
      ['grain', 128],
      ['grain', 384],
      ['table', 4],
      ['grain', 131_072],
      ['table', 4],
      ['directory', 1],
      ['footer', 1],
      ['end', 0],
    ]);
    const [first, second, table, third, lastTable, directory, footer, end] = found.map(({ sector }) => sector);
    const header = sparseHeader.decode(image);
    expect(header).toMatchObject({
      version: 3,
      flags: 0x3_0001,
      directory: null,
      redundantDirectory: 0,
      compression: 1,
    });
    expect(sparseHeader.decode(sectorOf(image, (footer ?? 0) + 1))).toEqual({
      ...header,
      directory: (directory ?? 0) + 1,
    });
    expect([0, 1, 2, 3].map((i) => entryOf(image, (directory ?? 0) + 1, i))).toEqual([
      (table ?? 0) + 1,
      0,
      (lastTable ?? 0) + 1,
      0,
    ]);
    expect([1, 3].map((i) => entryOf(image, (table ?? 0) + 1, i))).toEqual([first, second]);
    expect(entryOf(image, (lastTable ?? 0) + 1, 0)).toBe(third);
    expect(image.length).toBe(((end ?? 0) + 1) * 512);
  });

  it('fills up the last grain before it compresses it', async () => {
    const image = await make({ variant: 'streamOptimized', virtualSize: 512, written: [{ start: 0, length: 512 }] });
    const { size } = marker.decode(sectorOf(image, 128));
    expect(inflateSync(image.subarray(128 * 512 + 12, 128 * 512 + 12 + size))).toHaveLength(grain);
  });

  it.each([1, 6, 9])('takes no more than was measured when nothing can be compressed at level %d', async (level) => {
    const [, stream] = vmdk.variants;
    const options = vmdk.options().parse({ level });
    const virtualSize = 2 * MiB;
    const image = new MemoryImage('disk.vmdk');
    const sink = await stream?.create?.(image, { virtualSize, options, identity: fixedIdentity() });
    await sink?.data(0, noise(virtualSize));
    await sink?.finish();
    expect(image.main.size).toBeLessThanOrEqual(
      stream?.measure?.({ virtualSize, dataBytes: virtualSize, options }) ?? 0,
    );
  });
});

describe.each(['monolithicSparse', 'streamOptimized'])('failing while writing %s', (id) => {
  it('fails at every write in turn, and leaves no file that passes for an image', async () => {
    const variant = vmdk.variants.find(({ info }) => info.id === id);
    for (let nth = 1; ; nth += 1) {
      const image = new MemoryImage('disk.vmdk');
      const fault = new Fault(nth);
      const target = { ...image.asTarget(), main: new FaultyFile(image.main, fault) };
      const plan = { virtualSize: 40 * MiB, options: vmdk.options().parse({}), identity: fixedIdentity() };
      const sink = await variant?.create?.(target, plan);
      if (!sink) throw new Error(`${id} cannot be written`);
      const writes = [0, 1, 2].map((i) => sink.data(i * 16 * MiB, noise(MiB)));
      const outcomes = [...(await Promise.allSettled(writes)), ...(await Promise.allSettled([sink.finish()]))];
      if (!fault.fired) break;
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      expect(failed, `failure ${nth}`).not.toHaveLength(0);
      // Only the very last flush comes after the header.
      if (image.main.bytes()[0] === 0x4b) expect(fault.count).toBe(nth);
    }
  });

  it('stops when it is told to', async () => {
    const variant = vmdk.variants.find(({ info }) => info.id === id);
    const plan = { virtualSize: 40 * MiB, options: vmdk.options().parse({}), identity: fixedIdentity() };
    const sink = await variant?.create?.(new MemoryImage('disk.vmdk').asTarget(), plan);
    await expect(sink?.data(0, noise(MiB), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

interface FoundMarker {
  readonly kind: string;
  readonly sector: number;
  readonly value: number;
}

/** Walks a stream as a reader without random access does. */
function* markersOf(stream: Uint8Array): Generator<FoundMarker> {
  const kinds = new Map<number, string>([
    [markerType.grainTable, 'table'],
    [markerType.grainDirectory, 'directory'],
    [markerType.footer, 'footer'],
  ]);
  for (let sector = 128; sector * 512 < stream.length;) {
    const { value, size, type } = marker.decode(sectorOf(stream, sector));
    yield { kind: size > 0 ? 'grain' : (kinds.get(type) ?? 'end'), sector, value };
    sector += size > 0 ? Math.ceil((12 + size) / 512) : 1 + value;
  }
}

/** Bytes that cannot be compressed, the same in every run. */
function noise(length: number): Uint8Array {
  const words = new Uint32Array(length / 4);
  let state = 1;
  for (let i = 0; i < words.length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}

describe('what may be chosen for a new image', () => {
  const headerOf = async (recipe: ImageRecipe) => sparseHeader.decode(await make(recipe));

  it('lets grains be noted as zero, which needs version 2, and does not by default', async () => {
    const virtualSize = 5 * MiB;
    expect(await headerOf({ virtualSize })).toMatchObject({ version: 1, flags: 3 });
    expect(await headerOf({ virtualSize, options: { zeroedGrains: 'on' } })).toMatchObject({ version: 2, flags: 7 });
    const recipe = { variant: 'twoGbMaxExtentSparse', virtualSize, options: { zeroedGrains: 'on' } };
    const split = await makeImage(vmdk, recipe);
    const extent = split.siblings.get('disk-s001.vmdk')?.bytes() ?? new Uint8Array(0);
    expect(sparseHeader.decode(extent)).toMatchObject({ version: 2, flags: 7 });
  });

  it.each(vmdk.variants.map(({ info }) => info.id))('notes the version of the tools, %s', async (variant) => {
    const text = async (options: object) => {
      const bytes = await make({ variant, virtualSize: MiB, options });
      return /ddb\.toolsVersion = "(\d+)"/.exec(Buffer.from(bytes).toString('latin1'))?.[1];
    };
    expect([await text({}), await text({ toolsVersion: '10346' })]).toEqual(['2147483647', '10346']);
  });

  it.each([
    { grainSize: 2 * KiB },
    { zeroedGrains: 'yes' },
    { toolsVersion: -1 },
    { toolsVersion: 2 ** 31 },
    { toolsVersion: 'new' },
  ])('refuses %j', (options) => {
    expect(vmdk.options().safeParse(options).success).toBe(false);
  });
});
