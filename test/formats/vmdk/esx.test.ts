import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DiskError, type Facts } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Layer } from '#main/core/disk/format.ts';
import { openImage as openFile } from '#main/core/disk/open.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { cowdHeader, type CowdHeader } from '#main/core/formats/vmdk/cowd.ts';
import { seSparseHeader } from '#main/core/formats/vmdk/se-sparse-layout.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { extentsOf, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { buildSet, descriptorOf } from './build.ts';
import { buildCowd, buildSeSparse, cowdGrain, cowdSize, seEntry, seGrain, seSize } from './build-esx.ts';

const bare = (content: Uint8Array, name = 'disk.vmdk') => openImage(vmdk, new MemoryImage(name, content));
const at = (grain: Bytes, ...indexes: number[]): ByteRange[] =>
  indexes.map((i) => ({ start: i * grain, length: grain }));

async function expectPattern(layer: Layer, written: readonly ByteRange[]): Promise<void> {
  const expected = patternWithin({ start: 0, length: layer.virtualSize }, written);
  expect(firstDifference(await readAll(layer), expected, 0)).toBeUndefined();
}

async function refusal(opening: Promise<Layer>): Promise<{ reason: string; facts: Facts } | 'read'> {
  try {
    await readAll(await opening);
    return 'read';
  } catch (thrown) {
    return thrown as { reason: string; facts: Facts };
  }
}

/** The first and last grain, both sides of a border between tables, and a table without a grain. */
const cowdGrains = [0, 7, 4095, 10_239];
const seGrains = [0, 1, 4095, 4096, 10_239];
const dataAt = (indexes: readonly number[]) => Object.fromEntries(indexes.map((i) => [i, 'data' as const]));

describe('a COWD extent of an ESX host', () => {
  it('is a disk of its own when a person picks it', async () => {
    const layer = await bare(buildCowd({ grains: dataAt(cowdGrains) }));
    expect(layer).toMatchObject({ variant: 'vmfsSparse', virtualSize: cowdSize, blockSize: cowdGrain });
    expect(layer.parent).toBeUndefined();
    await expectPattern(layer, at(cowdGrain, ...cowdGrains));
  });

  it.each(['VMFSSPARSE', 'SPARSE'])('is read through a descriptor that calls it %s', async (type) => {
    const text = descriptorOf([`RW ${cowdSize / 512} ${type} "d-000001-delta.vmdk"`]).replace('custom', 'vmfsSparse');
    const files = { 'd-000001-delta.vmdk': buildCowd({ grains: dataAt(cowdGrains) }) };
    const layer = await openImage(vmdk, buildSet(text, files));
    expect(layer).toMatchObject({ variant: 'vmfsSparse', blockSize: cowdGrain });
    await expectPattern(layer, at(cowdGrain, ...cowdGrains));
  });

  it('may have a last table that is longer than the disk', async () => {
    const layer = await bare(buildCowd({ grains: dataAt([10_240, 12_287]) }));
    await expectPattern(layer, []);
  });

  it.each<[string, Partial<CowdHeader>, string, string]>([
    ['the name of a parent', { origin: new TextEncoder().encode('/vmfs/volumes/a/disk.vmdk') }, 'x.vmdk', 'belongs'],
    ['a short name of a parent', { origin: new TextEncoder().encode('base') }, 'x.vmdk', 'belongs'],
    ['no mark of a whole disk', { flags: 2 }, 'x.vmdk', 'belongs'],
    ['the name of a snapshot', {}, 'server-000002-delta.vmdk', 'server-000002.vmdk'],
    ['a name that says so', {}, 'server-DELTA.vmdk', 'server.vmdk'],
  ])('is refused alone with %s, for it holds only changes', async (_, header, name, says) => {
    const found = await refusal(bare(buildCowd({ grains: dataAt([0]), header }), name));
    expect(found).toMatchObject({ reason: 'vmdk.bare-delta', facts: { name } });
    expect(String(found === 'read' ? '' : found.facts['descriptor'])).toContain(says);
  });

  it('that says so is refused as well when its descriptor names no parent', async () => {
    const origin = new TextEncoder().encode('/vmfs/volumes/a/disk.vmdk');
    const files = { d: buildCowd({ grains: dataAt([0]), header: { origin } }) };
    const text = descriptorOf([`RW ${cowdSize / 512} VMFSSPARSE "d"`]);
    const alone = openImage(vmdk, buildSet(text, files));
    expect(await refusal(alone)).toMatchObject({ reason: 'chain.contradictory', facts: { name: 'd' } });
    const child = text.replace('parentCID=ffffffff', 'parentCID=12345678');
    expect((await openImage(vmdk, buildSet(child, files))).parent?.marks).toEqual({ modification: '12345678' });
  });

  it('with the geometry of a whole disk in its header is one', async () => {
    const origin = Uint8Array.from([1, 2, 0, 0, 255, 0, 0, 0, 63, 0, 0, 0]);
    await expectPattern(await bare(buildCowd({ grains: dataAt([3]), header: { origin } })), at(cowdGrain, 3));
  });

  it.each<[string, Parameters<typeof buildCowd>[0], string, Facts]>([
    ['a version to come', { header: { version: 2 } }, 'vmdk.unsupported-version', { version: 2 }],
    ['no capacity', { header: { capacity: 0 } }, 'vmdk.bad-header', { field: 'capacity' }],
    ['grains of three sectors', { header: { grainSize: 3 } }, 'vmdk.bad-header', { field: 'grain size' }],
    ['giant grains', { header: { grainSize: 2 ** 31 } }, 'vmdk.bad-header', { field: 'grain size' }],
    [
      'too few tables',
      { header: { directoryLength: 2 } },
      'vmdk.bad-header',
      { field: 'length of the grain directory' },
    ],
    ['no directory', { header: { directory: 0 } }, 'vmdk.no-directory', {}],
    ['a directory behind the end', { header: { directory: 2 ** 31 } }, 'vmdk.directory-outside', {}],
    ['a grain behind the end', { grains: { 5: 2 ** 31 } }, 'vmdk.bad-grain', { grain: 5 }],
  ])('with %s is refused', async (_, recipe, reason, facts) => {
    expect(await refusal(bare(buildCowd(recipe)))).toMatchObject({ reason, facts });
  });

  it('cut off in its header is refused', async () => {
    expect(await refusal(bare(buildCowd().subarray(0, 2047)))).toMatchObject({ reason: 'vmdk.not-sparse' });
  });
});

describe('a seSparse extent of an ESXi host', () => {
  it('is a disk of its own when a person picks it', async () => {
    const layer = await bare(buildSeSparse({ grains: dataAt(seGrains) }));
    expect(layer).toMatchObject({ variant: 'seSparse', virtualSize: seSize, blockSize: seGrain });
    await expectPattern(layer, at(seGrain, ...seGrains));
  });

  it.each(['seSparse', 'vmfsSeSparse'])('is read through a descriptor of the type %s', async (variant) => {
    const text = descriptorOf([`RW ${seSize / 512} SESPARSE "d-sesparse.vmdk"`]).replace('custom', variant);
    const layer = await openImage(vmdk, buildSet(text, { 'd-sesparse.vmdk': buildSeSparse({ grains: dataAt([9]) }) }));
    expect(layer).toMatchObject({ variant, blockSize: seGrain });
    await expectPattern(layer, at(seGrain, 9));
  });

  it('tells grains that are zero, or were given back, from those that were never written', async () => {
    const grains = { 0: 2n << 60n, 1: 1n << 60n, 2: (2n << 60n) | 77n, 3: 'data' as const };
    const layer = await bare(buildSeSparse({ grains, directory: { 1: 0n } }));
    const runs = await extentsOf(layer, { start: 0, length: seSize });
    expect(runs.slice(0, 3)).toMatchObject([
      { kind: 'zero', start: 0, length: 3 * seGrain },
      { kind: 'data', start: 3 * seGrain, length: seGrain },
      { kind: 'hole', start: 4 * seGrain },
    ]);
  });

  it('keeps the low bits of a grain number on top', () => {
    // What ESXi writes for grain 0x12345 of the data.
    expect(seEntry(0x12345)).toBe(0x3345_0000_0000_0012n);
  });

  it('with its descriptor beside it is refused alone, and the descriptor named', async () => {
    const image = new MemoryImage('d-sesparse.vmdk', buildSeSparse());
    await expect(openImage(vmdk, image)).resolves.toMatchObject({ variant: 'seSparse' });
    image.siblings.set('d.vmdk', new MemoryFile(new Uint8Array(1), 'd.vmdk'));
    const facts = { descriptor: 'd.vmdk' };
    expect(await refusal(openImage(vmdk, image))).toMatchObject({ reason: 'vmdk.lone-extent', facts });
    const snapshot = bare(buildSeSparse(), 'd-000001-sesparse.vmdk');
    expect(await refusal(snapshot)).toMatchObject({
      reason: 'vmdk.bare-delta',
      facts: { descriptor: 'd-000001.vmdk' },
    });
  });

  it.each<[string, Parameters<typeof buildSeSparse>[0], string, Facts]>([
    [
      'a version to come',
      { header: { version: 0x3_0000_0000 } },
      'vmdk.unsupported-version',
      { version: '0x300000000' },
    ],
    ['flags', { header: { flags: 1 } }, 'vmdk.unknown-flags', { flags: '0x1' }],
    ['other grains', { header: { grainSize: 16 } }, 'vmdk.bad-header', { field: 'grain size' }],
    ['other tables', { header: { tableSectors: 32 } }, 'vmdk.bad-header', { field: 'size of a grain table' }],
    ['no capacity', { header: { capacity: 0 } }, 'vmdk.bad-header', { field: 'capacity' }],
    ['a giant capacity', { header: { capacity: 2 ** 50 } }, 'vmdk.bad-header', { field: 'capacity' }],
    [
      'a small directory',
      { header: { directorySize: 0 } },
      'vmdk.bad-header',
      { field: 'size of the grain directory' },
    ],
    ['a directory outside', { header: { directory: 2 ** 50 } }, 'vmdk.directory-outside', {}],
    ['tables outside', { header: { tables: 2 ** 50 } }, 'vmdk.bad-header', { field: 'place of the grain tables' }],
    ['grains outside', { header: { grains: 2 ** 50 } }, 'vmdk.bad-header', { field: 'place of the grains' }],
    ['a volatile header outside', { header: { volatileHeader: 2 ** 50 } }, 'vmdk.bad-header', {}],
    ['no volatile header', { header: { volatileHeader: 2 } }, 'vmdk.bad-header', { value: '0x0' }],
    ['a journal to be played back', { replayJournal: 1 }, 'vmdk.journal', {}],
    ['a directory entry of another kind', { directory: { 1: 5n } }, 'vmdk.directory-entry', { table: 1 }],
    [
      'a table that the region does not have',
      { directory: { 2: (0x1000_0000n << 32n) | 3n } },
      'vmdk.directory-entry',
      { table: 2 },
    ],
    ['an entry of another kind', { grains: { 6: 4n << 60n } }, 'vmdk.bad-entry', { grain: 6 }],
    ['an entry of no kind', { grains: { 6: 1n } }, 'vmdk.bad-entry', { grain: 6 }],
    ['a grain behind the end', { grains: { 6: seEntry(1000) } }, 'vmdk.bad-grain', { grain: 6 }],
    ['a grain far behind it', { grains: { 6: (1n << 62n) - 1n } }, 'vmdk.bad-grain', { grain: 6 }],
  ])('with %s is refused', async (_, recipe, reason, facts) => {
    expect(await refusal(bare(buildSeSparse(recipe)))).toMatchObject({ reason, facts });
  });

  it('shows what can be read of it when it is rescued', async () => {
    const grains = { ...dataAt([0]), 1: 1n, 2: 9n << 60n, 3: seEntry(1000), 4097: 'data' as const };
    const content = buildSeSparse({ grains, directory: { 1: 5n } });
    const layer = await openImage(vmdk, new MemoryImage('d.vmdk', content), { tolerance: 'rescue' });
    await expectPattern(layer, at(seGrain, 0));
  });
});

const kinds = [
  {
    type: 'VMFSSPARSE',
    variant: 'vmfsSparse',
    extent: 'd-delta.vmdk',
    content: buildCowd({ grains: dataAt(cowdGrains) }),
    size: cowdSize,
    written: at(cowdGrain, ...cowdGrains),
  },
  {
    type: 'SESPARSE',
    variant: 'seSparse',
    extent: 'd-sesparse.vmdk',
    content: buildSeSparse({ grains: dataAt(seGrains) }),
    size: seSize,
    written: at(seGrain, ...seGrains),
  },
] as const;

describe.each(kinds)('a snapshot on ESX, $variant', ({ type, variant, extent, content, size, written }) => {
  const line = `RW ${size / 512} ${type} "${extent}"`;

  it('shows its parent where it has nothing itself', async () => {
    await using folder = await TempFolder.create();
    const expected = new Uint8Array(size).fill(0x55);
    await writeFile(folder.at('base-flat.vmdk'), expected);
    await writeFile(folder.at('base.vmdk'), descriptorOf([`RW ${size / 512} VMFS "base-flat.vmdk"`]));
    const child = descriptorOf([line], 'parentFileNameHint="base.vmdk"').replace('ffffffff', '12345678');
    await writeFile(folder.at('d.vmdk'), child.replace('custom', variant));
    await writeFile(folder.at(extent), content);

    await using image = await openFile(folder.at('d.vmdk'), { formats: [vmdk] });
    const found = new Uint8Array(size);
    await image.disk.read(0, found);
    for (const { start, length } of written) expected.set(patternAt(start, length), start);
    expect(firstDifference(found, expected, 0)).toBeUndefined();
    expect(image.parents).toEqual([folder.at('base.vmdk')]);
  });

  it.skipIf(missing('qemu-img'))('without a parent reads as qemu-img reads it', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('d.vmdk'), descriptorOf([line]).replace('custom', variant));
    await writeFile(folder.at(extent), content);
    await writeFile(folder.at('expected.img'), patternWithin({ start: 0, length: size }, written));
    const expected = { path: folder.at('expected.img'), format: 'raw' };
    expect(await compareWithQemu(expected, { path: folder.at('d.vmdk'), format: 'vmdk' })).toBe('identical');
  });
});

describe.each([
  { title: 'COWD header', fields: cowdHeader.places, content: buildCowd({ grains: dataAt(cowdGrains) }) },
  { title: 'seSparse header', fields: seSparseHeader.places, content: buildSeSparse({ grains: dataAt(seGrains) }) },
])('a lie in the $title', ({ fields, content }) => {
  it.each(fields)('about $name is refused with a reason, or does no harm', async ({ at: start, size }) => {
    for (const byte of [0, 1, 0x7f, 0xff]) {
      const image = content.slice();
      image.fill(byte, start, start + size);
      for (const tolerance of ['strict', 'rescue'] as const) {
        const files = new MemoryImage('disk.vmdk', image);
        const walk = openImage(vmdk, files, { tolerance }).then((layer) =>
          extentsOf(layer, { start: 0, length: cowdSize }),
        );
        const [outcome] = await Promise.allSettled([walk]);
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DiskError);
      }
    }
  });
});
