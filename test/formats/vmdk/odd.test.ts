import { link, rename, writeFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KiB, MiB, roundUp, type ByteRange } from '#shared/model/bytes.ts';
import type { Layer } from '#main/core/disk/format.ts';
import { openImage as openFile } from '#main/core/disk/open.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { buildSet, buildSparse, descriptorOf, diskSize, grain, sparseLine } from './build.ts';

const open = (bytes: Uint8Array, name = 'disk.vmdk') => openImage(vmdk, new MemoryImage(name, bytes));
const grainsAt = (...indexes: number[]): ByteRange[] => indexes.map((i) => ({ start: i * grain, length: grain }));

async function expectPattern(layer: Layer, written: readonly ByteRange[]): Promise<void> {
  const expected = patternWithin({ start: 0, length: layer.virtualSize }, written);
  expect(firstDifference(await readAll(layer), expected, 0)).toBeUndefined();
}

const unmarkedGrains = [0, 1, 511, 512, 1535];

/** A sparse file of compressed grains without markers. `pack` turns a grain into what is stored of it. */
function buildUnmarked(pack: (content: Uint8Array) => Uint8Array, last = grain): Uint8Array<ArrayBuffer> {
  const stored = unmarkedGrains.map((index) => pack(patternAt(index * grain, index === 1535 ? last : grain)));
  const { overhead } = sparseHeader.decode(buildSparse());
  let next = overhead;
  const places = stored.map(({ length }) => {
    const sector = next;
    next += roundUp(length, 512) / 512;
    return sector;
  });
  const grains = Object.fromEntries(unmarkedGrains.map((index, i) => [index, places[i] ?? 0]));
  const image = buildSparse({ grains, header: { flags: 0x1_0003, compression: 1 }, fileSize: next * 512 });
  for (const [i, bytes] of stored.entries()) image.set(bytes, (places[i] ?? 0) * 512);
  return image;
}

const bare = (content: Uint8Array) => deflateSync(content);
const prefixed = (content: Uint8Array) => {
  const compressed = deflateSync(content);
  const bytes = new Uint8Array(4 + compressed.length);
  viewOf(bytes).setUint32(0, compressed.length, true);
  bytes.set(compressed, 4);
  return bytes;
};

describe('compressed grains without markers', () => {
  it.each([
    ['bare zlib streams', bare],
    ['streams with their length in front', prefixed],
  ])('are read as %s', async (_, pack) => {
    await expectPattern(await open(buildUnmarked(pack)), grainsAt(...unmarkedGrains));
  });

  it('may end with the file, and the last one with the disk', async () => {
    const image = buildUnmarked(bare, 512);
    const end = image.findLastIndex((byte) => byte !== 0) + 1;
    const virtualSize = diskSize - grain + 512;
    const descriptor = new TextEncoder().encode(descriptorOf([sparseLine(virtualSize)]));
    image.fill(0, 512, 2 * KiB).set(descriptor, 512);
    const layer = await open(image.subarray(0, end));
    expect(layer.virtualSize).toBe(virtualSize);
    await expectPattern(layer, [...grainsAt(0, 1, 511, 512), { start: diskSize - grain, length: 512 }]);
  });

  it('whose length looks like the beginning of zlib are read all the same', async () => {
    const padded = (content: Uint8Array) => {
      const bytes = new Uint8Array(4 + 0x0178);
      bytes.set(deflateSync(content, { level: 9 }).subarray(0, 0x0178), 4);
      viewOf(bytes).setUint32(0, 0x0178, true);
      return bytes;
    };
    const image = buildUnmarked((content) => padded(content.fill(content[0] ?? 0)));
    const found = await readAll(await open(image));
    const expected = new Uint8Array(diskSize);
    for (const { start, length } of grainsAt(...unmarkedGrains))
      expected.fill(patternAt(start, 1)[0] ?? 0, start, start + length);
    expect(firstDifference(found, expected, 0)).toBeUndefined();
  });

  it.each([
    ['noise', () => new Uint8Array(100).fill(7), 'it is no zlib stream'],
    ['too much', (content: Uint8Array) => deflateSync(Buffer.concat([content, content])), 'larger'],
    ['too little', (content: Uint8Array) => deflateSync(content.subarray(1)), '4095 bytes came out'],
    ['a length that leads out of the file', (content: Uint8Array) => prefixed(content).fill(0xff, 1, 4), 'no zlib'],
  ])('that hold %s are refused', async (_, pack, problem) => {
    const read = open(buildUnmarked(pack)).then(readAll);
    await expect(read).rejects.toMatchObject({ reason: 'vmdk.grain-corrupt', facts: { grain: 0 } });
    await expect(read).rejects.toThrow(problem);
  });

  it.skipIf(missing('qemu-img'))('are what qemu-img reads, as bare streams', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('d.vmdk'), buildUnmarked(bare));
    await writeFile(folder.at('d.img'), patternWithin({ start: 0, length: diskSize }, grainsAt(...unmarkedGrains)));
    const pair = [
      { path: folder.at('d.img'), format: 'raw' },
      { path: folder.at('d.vmdk'), format: 'vmdk' },
    ] as const;
    expect(await compareWithQemu(...pair)).toBe('identical');
  });
});

describe('a header of capacity 0', () => {
  const content = patternAt(0, 2 * grain);
  const lines = [`RW ${(2 * grain) / 512} FLAT "a-flat.vmdk" 0`];
  const carrier = (header = {}) =>
    buildSparse({
      descriptor: descriptorOf(lines).replace('custom', 'monolithicFlat'),
      header: { capacity: 0, ...header },
    });
  const openCarrier = (bytes: Uint8Array) => {
    const image = buildSet(bytes, { 'a-flat.vmdk': content });
    return openImage(vmdk, image);
  };

  it.each([
    ['', {}],
    [', whatever else it says,', { grainSize: 0, tableLength: 0, directory: 2 ** 40, flags: 0x8000_0000 }],
    [' and no size of the text', { descriptorSize: 0 }],
  ])('%s only carries the descriptor of other files', async (_, header) => {
    const layer = await openCarrier(carrier(header));
    expect(layer.files.map(({ name, role }) => [name, role])).toEqual([
      ['disk.vmdk', 'descriptor'],
      ['a-flat.vmdk', 'extent'],
    ]);
    await expectPattern(layer, [{ start: 0, length: 2 * grain }]);
  });

  it.each([
    ['carries nothing', carrier({ descriptorOffset: 0 }), 'vmdk.bad-header'],
    ['points behind its end', carrier({ descriptorOffset: 2 ** 40 }), 'vmdk.bad-header'],
    ['was transferred as text', carrier({ newlineOther: 13 }), 'vmdk.newline-damage'],
    [
      'names itself',
      buildSparse({ header: { capacity: 0 }, descriptor: descriptorOf(['RW 8 FLAT "disk.vmdk" 0']) }),
      'vmdk.extent-is-descriptor',
    ],
  ])('is refused when it %s', async (_, bytes, reason) => {
    await expect(openCarrier(bytes)).rejects.toMatchObject({ reason });
  });

  it.skipIf(missing('qemu-img'))('is read by qemu-img as well', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('disk.vmdk'), carrier());
    await writeFile(folder.at('a-flat.vmdk'), content);
    const pair = [
      { path: folder.at('a-flat.vmdk'), format: 'raw' },
      { path: folder.at('disk.vmdk'), format: 'vmdk' },
    ] as const;
    expect(await compareWithQemu(...pair)).toBe('identical');
  });
});

describe('odd but real sets', () => {
  it('may have files of any length, and a sparse one longer than its line', async () => {
    // QEMU cuts at 2 GiB, VMware at 2047 MiB, and people at whatever they like: no length is special.
    const lengths = [3, 1, 1536, 17];
    let start = 0;
    const files: Record<string, Uint8Array> = {};
    const lines = lengths.map((sectors, i) => {
      const length = sectors * 512;
      files[`e${i}`] =
        i === 2
          ? buildSparse({ descriptor: '', grains: { 0: 'data', 191: 'data' }, patternStart: start })
          : patternAt(start, length);
      start += length;
      return `RW ${sectors} ${i === 2 ? 'SPARSE' : 'FLAT'} "e${i}"${i === 2 ? '' : ' 0'}`;
    });
    const layer = await openImage(vmdk, buildSet(descriptorOf(lines), files));
    expect(layer.virtualSize).toBe(start);
    await expectPattern(layer, [
      { start: 0, length: 4 * 512 + grain },
      { start: 4 * 512 + 191 * grain, length: grain },
      { start: 1540 * 512, length: 17 * 512 },
    ]);
  });

  it('may put sparse, flat, zero and forbidden extents into one disk, in any order', async () => {
    const lines = [
      'RW 8 ZERO',
      `RW ${diskSize / 512} SPARSE "s"`,
      'NOACCESS 8 SPARSE "nowhere"',
      'RDONLY 8 FLAT "f" 8',
      'RW 8 VMFS "f"',
    ];
    const sparse = buildSparse({ descriptor: '', grains: { 5: 'data' }, patternStart: grain });
    const flat = new Uint8Array(2 * grain);
    flat.set(patternAt(diskSize + 2 * grain, grain), grain);
    flat.set(patternAt(diskSize + 3 * grain, grain), 0);
    const layer = await openImage(vmdk, buildSet(descriptorOf(lines), { s: sparse, f: flat }));
    await expectPattern(layer, [
      { start: 6 * grain, length: grain },
      { start: diskSize + 2 * grain, length: 2 * grain },
    ]);
  });

  it.each([
    ['Latin-1', '', Buffer.from([0xe9])],
    ['windows-1252', 'encoding="windows-1252"', Buffer.from([0xe9])],
    ['UTF-8', 'encoding="UTF-8"', Buffer.from('é')],
  ])('may have names in %s', async (_, encoding, letter) => {
    const [before = '', after = ''] = descriptorOf(['RW 8 FLAT "disqueX-f001.vmdk" 0'], encoding).split('X');
    const text = Buffer.concat([Buffer.from(before), letter, Buffer.from(after)]);
    const crlf = Buffer.from(text.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    for (const descriptor of [text, crlf]) {
      const layer = await openImage(vmdk, buildSet(descriptor, { 'disqueé-f001.vmdk': patternAt(0, grain) }));
      await expectPattern(layer, grainsAt(0));
    }
  });

  it.each(['磁盘 – größer 💽', 'x'.repeat(240), 'e\u0301', ' leading and trailing ', "it's 100% [new] #1"])(
    'may be called %j, made and renamed on a real disk',
    async (stem) => {
      await using folder = await TempFolder.create();
      const made = await makeImage(vmdk, {
        variant: 'twoGbMaxExtentFlat',
        virtualSize: MiB,
        written: [{ start: 0, length: MiB }],
        name: `${stem}.vmdk`,
      });
      for (const { name, bytes } of made.contents()) await writeFile(folder.at(name), bytes);
      await rename(folder.at(`${stem}.vmdk`), folder.at('renamed'));
      await using image = await openFile(folder.at('renamed'), { formats: [vmdk] });
      await expectPattern(image.disk.layer, [{ start: 0, length: MiB }]);
    },
  );

  it('that are one file may have any name and any second name', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('a.vmdk'), buildSparse({ grains: { 3: 'data' } }));
    await link(folder.at('a.vmdk'), folder.at('löschen?.bak'));
    await using image = await openFile(folder.at('löschen?.bak'), { formats: [vmdk] });
    await expectPattern(image.disk.layer, grainsAt(3));
  });

  it.each([
    'fullDevice',
    'partitionedDevice',
    'vmfsRDM',
    'vmfsRDMP',
    'vmfsRaw',
    'vmfsRawDeviceMap',
    'vmfsPassthroughRawDeviceMap',
  ])('of the type %s are refused by name, and no device is opened', async (type) => {
    const text = descriptorOf(['RW 63 FLAT "x-pt.vmdk" 0', 'RW 1008 FLAT "/dev/sda" 63']).replace('custom', type);
    await expect(openImage(vmdk, buildSet(text))).rejects.toMatchObject({
      reason: 'vmdk.kind-not-read',
      facts: { kind: 'map of a raw device' },
    });
  });
});

describe('odd but real streams', () => {
  /** The markers in front of tables, with another type. */
  async function withMarker(type: number): Promise<Uint8Array> {
    const image = await makeImage(vmdk, {
      variant: 'streamOptimized',
      virtualSize: MiB,
      written: [{ start: 0, length: MiB }],
    });
    const bytes = image.main.bytes();
    for (let at = 128 * 512; at < bytes.length; at += 512) {
      const view = viewOf(bytes.subarray(at));
      if (view.getUint32(8, true) === 0 && view.getUint32(12, true) === 1) view.setUint32(12, type, true);
    }
    return bytes;
  }

  it.each([4, 77])('with markers of the type %d, which nobody documents, are read', async (type) => {
    await expectPattern(await open(await withMarker(type)), [{ start: 0, length: MiB }]);
  });

  it('of version 1 and 2 with the directory at the end are read', async () => {
    const image = await makeImage(vmdk, {
      variant: 'streamOptimized',
      virtualSize: MiB,
      written: [{ start: 0, length: MiB }],
    });
    for (const version of [1, 2]) {
      const bytes = image.main.bytes();
      viewOf(bytes).setUint32(sparseHeader.offsetOf('version'), version, true);
      await expectPattern(await open(bytes), [{ start: 0, length: MiB }]);
    }
  });
});

describe('header version 3 and a last grain that the disk cuts off', () => {
  it('go together', async () => {
    const virtualSize = 2 * MiB + 3 * 512;
    const image = buildSparse({ virtualSize, header: { version: 3 }, grains: { 0: 'data', 512: 'data' } });
    await expectPattern(await open(image), [
      { start: 0, length: grain },
      { start: 2 * MiB, length: 3 * 512 },
    ]);
  });
});
