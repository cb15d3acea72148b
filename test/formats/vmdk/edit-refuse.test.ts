import { describe, expect, it } from 'vitest';
import type { Facts } from '#shared/errors.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import type { SparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { planSparse } from '#main/core/formats/vmdk/sparse-plan.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { buildSet, buildSparse, descriptorOf, diskSize, grain, sparseLine, type SparseRecipe } from './build.ts';
import { edit, editRefusal } from './edit-support.ts';

const plan = planSparse(diskSize, grain);
const first = plan.overhead;
const sectors = MiB / 512;
const imageOf = (recipe: SparseRecipe) => new MemoryImage('disk.vmdk', buildSparse(recipe));

/** An image whose first copy of the tables says something else of a grain than the second. */
function withEntry(recipe: SparseRecipe, index: number, sector: number): MemoryImage {
  const bytes = buildSparse(recipe);
  viewOf(bytes).setUint32(plan.tables * 512 + 4 * index, sector, true);
  return new MemoryImage('disk.vmdk', bytes);
}

describe('tables that contradict themselves are not written to', () => {
  it.each<[string, MemoryImage, string, Facts]>([
    ['copies that differ', withEntry({ grains: { 0: 'data' } }, 600, first), 'vmdk.edit-copies-differ', { table: 1 }],
    ['a copy that knows less', withEntry({ grains: { 0: 'data' } }, 0, 0), 'vmdk.edit-copies-differ', { table: 0 }],
    [
      'two grains in one place',
      imageOf({ grains: { 0: 'data', 1300: first } }),
      'vmdk.edit-overlap',
      { sector: first },
    ],
    [
      'two grains that lie upon each other beside the grid',
      imageOf({ grains: { 0: 'data', 1: 'data', 7: first + 4 } }),
      'vmdk.edit-overlap',
      { sector: first + 4 },
    ],
    ['a grain upon a table', imageOf({ grains: { 0: plan.tables } }), 'vmdk.edit-overlap', {}],
    ['a grain upon the header', imageOf({ grains: { 0: 'data', 1: 2 } }), 'vmdk.edit-overlap', {}],
    ['two tables in one place', imageOf({ directory: { 1: plan.tables } }), 'vmdk.edit-overlap', {}],
    ['a grain behind the end', imageOf({ grains: { 0: first + 8 } }), 'vmdk.bad-grain', { grain: 0 }],
    ['an entry 1 that the flags do not know', imageOf({ grains: { 4: 1 } }), 'vmdk.bad-grain', { grain: 4 }],
    ['a table behind the end', imageOf({ directory: { 2: 100_000 } }), 'vmdk.table-outside', { table: 2 }],
  ])('%s', async (_, image, reason, facts) => {
    const before = image.main.bytes();
    expect(await editRefusal(image)).toMatchObject({ reason, facts: { name: 'disk.vmdk', ...facts } });
    expect(Buffer.compare(before, image.main.bytes())).toBe(0);
  });

  it('but grains may lie beside the grid as long as they do not touch', async () => {
    const bytes = buildSparse({ grains: { 0: 'data', 1: 'data', 2: first + 20 }, fileSize: (first + 28) * 512 });
    const image = new MemoryImage('disk.vmdk', bytes);
    const layer = await edit(image);
    await layer.write(3 * grain, new Uint8Array(grain).fill(3));
    await layer.flush();
    expect((await readAll(await openImage(vmdk, image))).subarray(3 * grain, 4 * grain)).toEqual(
      new Uint8Array(grain).fill(3),
    );
  });
});

describe('kinds that are only read', () => {
  const withHeader = (header: Partial<SparseHeader>) => imageOf({ header });

  it.each<[string, () => MemoryImage | Promise<MemoryImage>, string, Facts]>([
    [
      'a compressed stream',
      () => makeImage(vmdk, { virtualSize: MiB, variant: 'streamOptimized', name: 'disk.vmdk' }),
      'vmdk.edit-kind',
      { kind: 'compressed grains' },
    ],
    ['a lost first directory', () => withHeader({ directory: 0 }), 'vmdk.edit-one-directory', {}],
    ['a header of version 3', () => withHeader({ version: 3 }), 'vmdk.edit-change-tracking', {}],
    [
      'a file that keeps account of changes',
      () => imageOf({ descriptor: descriptorOf([sparseLine(diskSize)], 'changeTrackPath="disk-ctk.vmdk"') }),
      'vmdk.edit-change-tracking',
      {},
    ],
    [
      'a descriptor without a content id',
      () => imageOf({ descriptor: descriptorOf([sparseLine(diskSize)]).replace('CID=12345678\n', '') }),
      'vmdk.edit-content-id',
      {},
    ],
    [
      'a content id that is no number',
      () => imageOf({ descriptor: descriptorOf([sparseLine(diskSize)]).replace('12345678', 'unknown!') }),
      'vmdk.edit-content-id',
      {},
    ],
    ['an extent of an ESX host', () => new MemoryImage('disk.vmdk', cowd()), 'vmdk.edit-kind', {}],
    [
      'an extent of an ESX host in a set',
      () => buildSet(descriptorOf(['RW 8 SPARSE "a.vmdk"']), { 'a.vmdk': cowd() }),
      'vmdk.edit-kind',
      { name: 'a.vmdk' },
    ],
    ['no image at all', () => new MemoryImage('disk.vmdk', new Uint8Array(4096)), 'probe.not-this-format', {}],
  ])('%s', async (_, image, reason, facts) => {
    expect(await editRefusal(await image())).toMatchObject({ reason, facts: { name: 'disk.vmdk', ...facts } });
  });

  it('two extents in the same part of a file', async () => {
    const flat = { 'a.vmdk': new Uint8Array(2 * MiB) };
    const lines = [`RW ${sectors} FLAT "a.vmdk" 0`, `RW ${sectors} FLAT "A.vmdk" ${sectors - 1}`];
    expect(await editRefusal(buildSet(descriptorOf(lines), flat))).toMatchObject({ reason: 'vmdk.edit-shared-file' });
    const beside = [`RW ${sectors} FLAT "a.vmdk" ${sectors}`, `RW ${sectors} FLAT "a.vmdk" 0`];
    expect(await editRefusal(buildSet(descriptorOf(beside), flat))).toBe('opened');
  });

  it('two names of one file', async () => {
    const image = buildSet(descriptorOf(['a', 'b'].map((name) => `RW ${sectors} FLAT "${name}.vmdk" 0`)), {
      'a.vmdk': new Uint8Array(MiB),
      'b.vmdk': new Uint8Array(MiB),
    });
    const known = (inode: bigint) =>
      Object.assign(new MemoryFile(new Uint8Array(MiB)), { identity: { device: 1n, inode } });
    const withInodes = (a: bigint, b: bigint) => {
      image.siblings.set('a.vmdk', known(a)).set('b.vmdk', known(b));
      return editRefusal(image);
    };
    expect(await withInodes(5n, 5n)).toMatchObject({ reason: 'vmdk.edit-shared-file', facts: { extent: 'b.vmdk' } });
    expect(await withInodes(5n, 6n)).toBe('opened');
    // A file system without numbers for its files.
    expect(await withInodes(0n, 0n)).toBe('opened');
  });

  it('a child whose grains would not be those of the disk', async () => {
    const lines = ['RW 3 ZERO', `RW ${diskSize / 512} SPARSE "a.vmdk"`];
    const text = descriptorOf(lines, 'parentFileNameHint="base.vmdk"').replace('=ffffffff', '=00000001');
    const image = buildSet(text, { 'a.vmdk': buildSparse({ descriptor: '' }) });
    expect(await editRefusal(image)).toMatchObject({ reason: 'vmdk.edit-uneven' });
  });
});

describe('a mix of extents', () => {
  const lines = [
    `RW ${sectors} FLAT "a.vmdk" 0`,
    `RDONLY ${sectors} FLAT "b.vmdk" 0`,
    `NOACCESS ${sectors} FLAT "c.vmdk" 0`,
    `RW ${sectors} ZERO`,
    `RW ${diskSize / 512} SPARSE "d.vmdk"`,
  ];
  const mixed = () =>
    buildSet(descriptorOf(lines), {
      'a.vmdk': new Uint8Array(MiB),
      'b.vmdk': new Uint8Array(MiB).fill(9),
      'd.vmdk': buildSparse({ descriptor: '', header: { descriptorOffset: 0, descriptorSize: 0 } }),
    });

  it('is written where its lines allow it', async () => {
    const image = mixed();
    const layer = await edit(image);
    await layer.write(MiB - 512, new Uint8Array(512).fill(1));
    await layer.write(4 * MiB + 512, new Uint8Array(512).fill(2));
    await layer.flush();
    const content = await readAll(await openImage(vmdk, image));
    expect([content[MiB - 1], content[MiB], content[4 * MiB + 511], content[4 * MiB + 512]]).toEqual([1, 9, 0, 2]);
  });

  it.each([
    ['RDONLY', 1],
    ['NOACCESS', 2],
    ['ZERO', 3],
  ])('refuses to write where the line says %s, before any part is written', async (access, megabyte) => {
    const image = mixed();
    const before = image.contents();
    const layer = await edit(image);
    const write = layer.write(megabyte * MiB - 512, new Uint8Array(1024).fill(5));
    await expect(write).rejects.toMatchObject({ reason: 'vmdk.extent-not-writable' });
    await expect(layer.write(megabyte * MiB, new Uint8Array(512))).rejects.toMatchObject({
      facts: { access, start: megabyte * MiB, length: MiB },
    });
    await layer.flush();
    expect(image.contents()).toEqual(before);
  });

  it('takes zeros where it has nothing else', async () => {
    const image = mixed();
    const layer = await edit(image);
    await layer.zero({ start: 2 * MiB, length: 2 * MiB });
    await expect(layer.zero({ start: MiB, length: 512 })).rejects.toMatchObject({ reason: 'vmdk.extent-not-writable' });
    await layer.discard({ start: MiB, length: 2 * MiB });
  });

  it('may be one file of an ESX host, or one that is only to be read', async () => {
    const host = buildSet(descriptorOf([`RW ${sectors} VMFS "disk-flat.vmdk"`]), {
      'disk-flat.vmdk': new Uint8Array(MiB),
    });
    const layer = await edit(host);
    await layer.write(512, new Uint8Array(512).fill(6));
    await layer.flush();
    expect(host.siblings.get('disk-flat.vmdk')?.bytes().indexOf(6)).toBe(512);

    const descriptor = descriptorOf([sparseLine(diskSize).replace('RW', 'RDONLY')]);
    const locked = await edit(imageOf({ descriptor, grains: { 0: 'data' } }));
    await expect(locked.write(0, new Uint8Array(512))).rejects.toMatchObject({ reason: 'vmdk.extent-not-writable' });
    expect((await readAll(locked)).subarray(0, grain).some((byte) => byte !== 0)).toBe(true);
  });

  it('makes the last sector of a short flat file whole', async () => {
    const image = buildSet(descriptorOf([`RW 2 FLAT "a.vmdk" 0`]), { 'a.vmdk': new Uint8Array(600) });
    const layer = await edit(image);
    await layer.write(512, new Uint8Array(512).fill(4));
    expect((await readAll(layer)).subarray(512)).toEqual(new Uint8Array(512).fill(4));
    expect(image.siblings.get('a.vmdk')?.size).toBe(1 * KiB);
  });
});

/** The header of a COWD extent, as far as it tells the kind. */
function cowd(): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(Buffer.from('COWD'));
  bytes[4] = 1;
  return bytes;
}
