import { describe, expect, it } from 'vitest';
import { KiB, MiB, TiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { header, headerStart, lchs, preHeader, signature } from '#main/core/formats/vdi/layout.ts';
import { largestVdi, planVdi } from '#main/core/formats/vdi/plan.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { extentsOf, fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { patternWithin } from '#test/support/patterns.ts';
import { free } from './build.ts';

const granule = 64 * KiB;

describe('writing VDI', () => {
  it('writes a header that both VirtualBox and QEMU take', async () => {
    const image = (await makeImage(vdi, { virtualSize: 5 * MiB, options: { comment: 'for tests' } })).main.bytes();
    expect(preHeader.decode(image)).toEqual({ banner: '<<< Platter Disk Image >>>\n', signature, version: 0x10001 });
    expect(header.decode(image.subarray(headerStart))).toEqual({
      headerSize: 400,
      imageType: 1,
      flags: 0,
      comment: 'for tests',
      mapStart: 4096,
      dataStart: MiB,
      cylinders: 0,
      heads: 0,
      sectors: 0,
      sectorSize: 512,
      diskSize: 5 * MiB,
      blockSize: MiB,
      blockExtra: 0,
      blocks: 5,
      blocksAllocated: 0,
      uuid: '01020304-0506-4708-890a-000000000001',
      modificationUuid: '01020304-0506-4708-890a-000000000002',
      parentUuid: '00000000-0000-0000-0000-000000000000',
      parentModificationUuid: '00000000-0000-0000-0000-000000000000',
    });
    expect(lchs.decode(image.subarray(0x1c8))).toEqual({ cylinders: 0, heads: 0, sectors: 0, sectorSize: 512 });
    expect(image.length).toBe(MiB);
  });

  it('stores identifiers as Microsoft GUIDs', async () => {
    const image = (await makeImage(vdi, { virtualSize: MiB })).main.bytes();
    expect(Buffer.from(image.subarray(0x188, 0x198)).toString('hex')).toBe('0403020106050847890a000000000001');
  });

  it('gives slots in the order of writing, and the last slot its full length', async () => {
    const written = [
      { start: MiB + granule, length: granule },
      { start: 3 * MiB, length: granule },
      { start: 3 * MiB + 2 * granule, length: granule },
    ];
    const image = (await makeImage(vdi, { virtualSize: 5 * MiB, written })).main.bytes();
    expect(mapOf(image, 5)).toEqual([free, 0, free, 1, free]);
    expect(viewOf(image).getUint32(0x184, true)).toBe(2);
    expect(image.length).toBe(3 * MiB);
  });

  it('gives every block of a static image the slot of its own number, and every slot its full length', async () => {
    const virtualSize = 4 * MiB + 512;
    const written = [{ start: 2 * MiB, length: granule }];
    const image = (await makeImage(vdi, { variant: 'static', virtualSize, written })).main.bytes();
    expect(mapOf(image, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(header.decode(image.subarray(headerStart))).toMatchObject({ imageType: 2, blocks: 5, blocksAllocated: 5 });
    expect(image).toHaveLength(6 * MiB);
    expect(image.subarray(MiB, 5 * MiB)).toEqual(patternWithin({ start: 0, length: 4 * MiB }, written));
  });

  it('writes maps of many pages whose entries lie far apart', async () => {
    const written = [0, 16_383, 16_384, 70_000, 99_999].map((block) => ({ start: block * MiB, length: granule }));
    const image = await makeImage(vdi, { virtualSize: 100_000 * MiB, written, pace: 'all-at-once' });
    const map = mapOf(image.main.bytes(), 100_000);
    expect(map.flatMap((slot, block) => (slot === free ? [] : [[block, slot]]))).toEqual([
      [0, 0],
      [16_383, 1],
      [16_384, 2],
      [70_000, 3],
      [99_999, 4],
    ]);
    const layer = await openImage(vdi, image);
    const extents = await extentsOf(layer, { start: 0, length: layer.virtualSize });
    expect(
      extents.filter(({ kind }) => kind === 'data').map(({ start, length }) => [start / MiB, length / MiB]),
    ).toEqual([
      [0, 1],
      [16_383, 2],
      [70_000, 1],
      [99_999, 1],
    ]);
  });

  it('leaves nothing that looks like an image until the end', async () => {
    const [variant] = vdi.variants;
    const image = new MemoryImage('disk.vdi');
    const sink = await variant?.create?.(image.asTarget(), {
      virtualSize: 4 * MiB,
      options: vdi.options().parse({}),
      identity: fixedIdentity(),
    });
    await sink?.data(0, new Uint8Array(4 * MiB).fill(1));
    expect(image.main.bytes().subarray(0, MiB)).toEqual(new Uint8Array(MiB));
  });

  it('takes a comment of 255 bytes at most', () => {
    expect(vdi.options().safeParse({ comment: 'ä'.repeat(127) }).success).toBe(true);
    expect(vdi.options().safeParse({ comment: 'ä'.repeat(128) }).success).toBe(false);
  });

  it.each([512 * KiB, MiB, 8 * MiB])('has room for the largest disk with blocks of %i bytes', (blockSize) => {
    const { dataStart, blocks } = planVdi(largestVdi, blockSize);
    expect(dataStart).toBeLessThan(2 ** 32);
    expect(blocks).toBeLessThan(2 ** 32 - 2);
  });

  it('stays below the limit of QEMU at 1 MiB', () => {
    expect(planVdi(largestVdi, MiB).blocks).toBeLessThanOrEqual(0x1fff_ff80);
    expect(largestVdi).toBeGreaterThan(500 * TiB);
  });
});

function mapOf(image: Uint8Array, blocks: number): readonly number[] {
  return Array.from({ length: blocks }, (_, i) => viewOf(image).getUint32(4096 + 4 * i, true));
}
