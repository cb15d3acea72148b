import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, type ByteRange } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import type { Layer } from '#main/core/disk/format.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { extentsOf, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import {
  buildSet,
  buildSparse,
  descriptorOf,
  diskSize,
  grain,
  sparseLine,
  tableCoverage,
  type SparseRecipe,
} from './build.ts';

const openSparse = (recipe: SparseRecipe, tolerance: 'strict' | 'rescue' = 'strict') =>
  openImage(vmdk, new MemoryImage('disk.vmdk', buildSparse(recipe)), { tolerance });
const wholeOf = (layer: Layer) => extentsOf(layer, { start: 0, length: layer.virtualSize });
const grainsAt = (...indexes: number[]): ByteRange[] => indexes.map((i) => ({ start: i * grain, length: grain }));

async function expectPattern(layer: Layer, written: readonly ByteRange[]): Promise<void> {
  const expected = patternWithin({ start: 0, length: layer.virtualSize }, written);
  expect(firstDifference(await readAll(layer), expected, 0)).toBeUndefined();
}

describe('reading sparse VMDK files', () => {
  it('finds grains wherever the tables say they are, and merges neighbours', async () => {
    const layer = await openSparse({ grains: { 1: 'data', 2: 'data', 511: 'data', 512: 'data', 1535: 'data' } });
    expect(layer).toMatchObject({ variant: 'custom', virtualSize: diskSize, blockSize: grain });
    await expectPattern(layer, grainsAt(1, 2, 511, 512, 1535));
    const kinds = (await wholeOf(layer)).map(({ kind, start, length }) => [kind, start / grain, length / grain]);
    expect(kinds.filter(([kind]) => kind === 'data')).toEqual([
      ['data', 1, 2],
      ['data', 511, 2],
      ['data', 1535, 1],
    ]);
  });

  it('takes tables that are absent for empty', async () => {
    const layer = await openSparse({ grains: { 1024: 'data' }, directory: { 0: 0, 1: 0 } });
    expect((await wholeOf(layer))[0]).toEqual({ kind: 'hole', start: 0, length: 2 * tableCoverage });
    await expectPattern(layer, grainsAt(1024));
  });

  it('tells zeroed grains from missing ones when the flag allows them', async () => {
    const layer = await openSparse({ grains: { 0: 1, 1: 1, 2: 'data' }, header: { version: 2, flags: 7 } });
    expect((await wholeOf(layer)).slice(0, 2)).toMatchObject([
      { kind: 'zero', start: 0, length: 2 * grain },
      { kind: 'data', start: 2 * grain },
    ]);
  });

  it.each([1, 2, 3])('reads header version %d', async (version) => {
    await expectPattern(await openSparse({ grains: { 7: 'data' }, header: { version } }), grainsAt(7));
  });

  it('falls back to the second directory when the first is not there', async () => {
    await expectPattern(await openSparse({ grains: { 7: 'data' }, header: { directory: 0 } }), grainsAt(7));
  });

  it('believes the line of the descriptor when the capacity was rounded up', async () => {
    const virtualSize = diskSize - grain + 512;
    const layer = await openSparse({ descriptor: descriptorOf([sparseLine(virtualSize)]), grains: { 1535: 'data' } });
    expect(layer.virtualSize).toBe(virtualSize);
    await expectPattern(layer, [{ start: 1535 * grain, length: 512 }]);
  });

  it('takes a split type for what it is when the file is a whole disk all the same', async () => {
    const descriptor = descriptorOf([sparseLine(diskSize)]).replace('custom', '2GbMaxExtentSparse');
    expect(await openSparse({ descriptor, grains: {} })).toMatchObject({ variant: 'twoGbMaxExtentSparse' });
  });

  it('takes what lies behind the end for holes when rescuing', async () => {
    const past = 2 ** 31;
    const layer = await openSparse({ grains: { 0: past, 1: 'data', 2: 1 }, directory: { 2: past } }, 'rescue');
    await expectPattern(layer, grainsAt(1));
  });

  it('tells what the descriptor says of the disk', async () => {
    const more = ['ddb.uuid = "60 00 C2 92 7b f4 0d ee-e9 08 12 5d bc 4f ab 26"', 'ddb.adapterType = "ide"'];
    const geometry = ['cylinders', 'heads', 'sectors'].map((part, i) => `ddb.geometry.${part} = "${i + 1}"`);
    const descriptor = descriptorOf([sparseLine(diskSize)], ...more, ...geometry);
    expect(await openSparse({ descriptor, header: { uncleanShutdown: 1 } })).toMatchObject({
      uuid: '6000c292-7bf4-0dee-e908-125dbc4fab26',
      facts: { adapterType: 'ide', geometry: '1/2/3', contentId: '12345678', cleanShutdown: 'no', headerVersion: 1 },
    });
  });

  it('reads few and large pieces of the tables of a large disk, and none that the host knows to be holes', async () => {
    const virtualSize = 4 * GiB;
    const image = new MemoryImage('disk.vmdk', buildSparse({ virtualSize }));
    const reads: number[] = [];
    const counting = (holes: boolean): Reader => ({
      size: image.main.size,
      read: (at, target) => {
        reads.push(target.length);
        return image.main.read(at, target);
      },
      ...(holes && { nextData: () => undefined }),
    });
    const layersReads = async (holes: boolean) => {
      const { name } = image;
      const main = counting(holes);
      const layer = await openImage(vmdk, { main, name, sibling: () => Promise.reject(new Error('none')) });
      reads.length = 0;
      expect(await wholeOf(layer)).toHaveLength(1);
      return reads.length;
    };
    expect([await layersReads(false), await layersReads(true)]).toEqual([8, 0]);
  });
});

describe('reading VMDK sets', () => {
  it('puts extents of every type side by side', async () => {
    const flat = new Uint8Array(3 * grain);
    flat.set(patternAt(0, 2 * grain), grain);
    const lines = [
      `RW ${(2 * grain) / 512} FLAT "a-flat.vmdk" ${grain / 512}`,
      `RW ${grain / 512} ZERO`,
      `NOACCESS ${grain / 512} FLAT "secret" 0`,
      `RDONLY ${MiB / 512} SPARSE "a-s001.vmdk"`,
      `RW ${grain / 512} FLAT "a-flat.vmdk" 0`,
    ];
    const sparse = buildSparse({ descriptor: '', grains: { 3: 'data' }, patternStart: 4 * grain });
    const layer = await openImage(vmdk, buildSet(descriptorOf(lines), { 'a-flat.vmdk': flat, 'a-s001.vmdk': sparse }));
    expect(layer).toMatchObject({ variant: 'custom', virtualSize: 5 * grain + MiB });
    expect(layer.files.map(({ name, role }) => [name, role])).toEqual([
      ['disk.vmdk', 'descriptor'],
      ['a-flat.vmdk', 'extent'],
      ['a-s001.vmdk', 'extent'],
    ]);
    expect((await wholeOf(layer)).map(({ kind, stored }) => [kind, stored?.file, stored?.start])).toEqual([
      ['data', 1, grain],
      ['zero', undefined, undefined],
      ['zero', undefined, undefined],
      ['hole', undefined, undefined],
      ['data', 2, sparse.length - grain],
      ['hole', undefined, undefined],
      ['data', 1, 0],
    ]);
    await expectPattern(layer, [
      { start: 0, length: 2 * grain },
      { start: 7 * grain, length: grain },
    ]);
  });

  it.each([
    ['vmfs', 'vmfs'],
    ['VMFSTHIN', 'vmfsThin'],
    ['2gbmaxextentflat', 'twoGbMaxExtentFlat'],
    ['somethingElse', 'somethingElse'],
  ])('calls the variant %s by its usual name', async (written, variant) => {
    const text = descriptorOf(['RW 8 VMFS "a"']).replace('custom', written);
    expect(await openImage(vmdk, buildSet(text, { a: new Uint8Array(grain) }))).toMatchObject({ variant });
  });

  it('reads descriptors with carriage returns, odd case, trailing spaces and NULs', async () => {
    const text = descriptorOf(['rw 8 flat "a" 0']).replace('createType', 'CREATETYPE').replaceAll('\n', '  \r\n');
    const content = patternAt(0, grain);
    const layer = await openImage(vmdk, buildSet(`${text}\0\0\0`, { a: content }));
    await expectPattern(layer, [{ start: 0, length: grain }]);
  });

  it('takes the missing part of the last sector for zeros, and more of it only when rescuing', async () => {
    const short = (missing: number) =>
      buildSet(descriptorOf(['RW 8 FLAT "a" 0']), { a: patternAt(0, grain - missing) });
    await expectPattern(await openImage(vmdk, short(511)), [{ start: 0, length: grain - 511 }]);
    const rescued = await openImage(vmdk, short(3 * KiB), { tolerance: 'rescue' });
    await expectPattern(rescued, [{ start: 0, length: KiB }]);
  });

  it('finds its way among thousands of extents', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `f${i + 1}`);
    const files = Object.fromEntries(names.map((name, i) => [name, patternAt(i * 512, 512)]));
    const layer = await openImage(vmdk, buildSet(descriptorOf(names.map((name) => `RW 1 FLAT "${name}" 0`)), files));
    const [extent] = await extentsOf(layer, { start: 4321 * 512 + 7, length: 1 });
    expect(extent).toEqual({
      kind: 'data',
      start: 4321 * 512 + 7,
      length: 1,
      stored: { file: 4322, start: 7, length: 1 },
    });
  });
});
