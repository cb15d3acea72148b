import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { extentsOf, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { firstDifference, patternWithin } from '#test/support/patterns.ts';
import { buildVdi, buildVdi02, free, zero } from './build.ts';

const open = (bytes: Uint8Array, tolerance: 'strict' | 'rescue' = 'strict') =>
  openImage(vdi, new MemoryImage('disk.vdi', bytes), { tolerance });

describe('reading VDI', () => {
  it('finds blocks wherever the map says they are, and tells zeroed blocks from free ones', async () => {
    const layer = await open(buildVdi({ map: [1, free, zero, 0, 2] }));
    expect(await extentsOf(layer, { start: 0, length: 5 * MiB })).toEqual([
      { kind: 'data', start: 0, length: MiB, stored: { file: 0, start: 1024 + MiB, length: MiB } },
      { kind: 'hole', start: MiB, length: MiB },
      { kind: 'zero', start: 2 * MiB, length: MiB },
      { kind: 'data', start: 3 * MiB, length: MiB, stored: { file: 0, start: 1024, length: MiB } },
      { kind: 'data', start: 4 * MiB, length: MiB, stored: { file: 0, start: 1024 + 2 * MiB, length: MiB } },
    ]);
  });

  it('merges blocks that follow each other on the disk and in the file', async () => {
    const layer = await open(buildVdi({ map: [0, 1, 2] }));
    expect(await extentsOf(layer, { start: 1, length: 3 * MiB - 2 })).toEqual([
      { kind: 'data', start: 1, length: 3 * MiB - 2, stored: { file: 0, start: 1025, length: 3 * MiB - 2 } },
    ]);
  });

  it('honours the map of a static image', async () => {
    const layer = await open(buildVdi({ map: [1, 0, free], header: { imageType: imageTypes.fixed } }));
    const written = [{ start: 0, length: 2 * MiB }];
    expect(layer.variant).toBe('static');
    expect(
      firstDifference(await readAll(layer), patternWithin({ start: 0, length: 3 * MiB }, written), 0),
    ).toBeUndefined();
  });

  it('skips the extra bytes in front of each block', async () => {
    const layer = await open(buildVdi({ map: [1, 0], header: { blockExtra: 4096 } }));
    const everything = { start: 0, length: 2 * MiB };
    expect(firstDifference(await readAll(layer), patternWithin(everything, [everything]), 0)).toBeUndefined();
  });

  it('reads version 0.2, whose data is aligned to nothing', async () => {
    const layer = await open(buildVdi02([1, free, 0], 3 * MiB));
    const written = [
      { start: 0, length: MiB },
      { start: 2 * MiB, length: MiB },
    ];
    expect(layer).toMatchObject({ variant: 'dynamic', facts: { headerVersion: '0.2', mapStart: 420, dataStart: 432 } });
    expect(
      firstDifference(await readAll(layer), patternWithin({ start: 0, length: 3 * MiB }, written), 0),
    ).toBeUndefined();
  });

  it('rounds an odd size up to a whole sector, and what the size does not cover is zero', async () => {
    const layer = await open(buildVdi({ map: [0, 1], header: { diskSize: 2 * MiB - 700 } }));
    expect(layer.virtualSize).toBe(2 * MiB - 512);
    expect(await extentsOf(layer, { start: 2 * MiB - 1024, length: 512 })).toEqual([
      { kind: 'data', start: 2 * MiB - 1024, length: 324, stored: { file: 0, start: 2 * MiB, length: 324 } },
      { kind: 'zero', start: 2 * MiB - 700, length: 188 },
    ]);
  });

  it('needs nothing of the last block behind the end of the disk', async () => {
    const diskSize = MiB + 512;
    const layer = await open(buildVdi({ map: [0, 1], header: { diskSize }, fileSize: 1024 + diskSize }));
    const everything = { start: 0, length: diskSize };
    expect(firstDifference(await readAll(layer), patternWithin(everything, [everything]), 0)).toBeUndefined();
  });

  it('keeps places beyond 4 GiB whole', async () => {
    const map = Array.from({ length: 5001 }, () => free);
    map[0] = 5000;
    const layer = await openImage(vdi, { main: grown(buildHead(map), 6 * 1024 * MiB), name: 'large.vdi', sibling });
    expect(await extentsOf(layer, { start: 0, length: 1 })).toEqual([
      { kind: 'data', start: 0, length: 1, stored: { file: 0, start: 0x1_3880_0000 + dataStartOf(map), length: 1 } },
    ]);
  });

  it('shows who made the image and what is in its header', async () => {
    const layer = await open(
      buildVdi({
        map: [free],
        header: { headerSize: 400, comment: 'a comment', blocksAllocated: 7, flags: 1 },
        preHeader: { banner: '<<< Oracle VM VirtualBox Disk Image >>>\n' },
      }),
    );
    expect(layer).toMatchObject({
      creator: '<<< Oracle VM VirtualBox Disk Image >>>',
      uuid: '01020304-0506-4708-890a-0b0c0d0e0f10',
      blockSize: MiB,
      facts: {
        headerVersion: '1.1+',
        headerSize: 400,
        imageType: 1,
        flags: 1,
        diskSize: MiB,
        blocks: 1,
        blocksAllocated: 7,
        mapStart: 512,
        dataStart: 1024,
        comment: 'a comment',
        modificationUuid: '11121314-1516-4718-991a-1b1c1d1e1f20',
        geometry: '5/4/3',
      },
    });
  });

  it('reads around damage when it is asked to rescue', async () => {
    const truncated = buildVdi({ map: [0, 1, 9], fileSize: 1024 + MiB + 64 * KiB });
    const layer = await open(truncated, 'rescue');
    expect(await extentsOf(layer, { start: 0, length: 3 * MiB })).toEqual([
      { kind: 'data', start: 0, length: MiB + 64 * KiB, stored: { file: 0, start: 1024, length: MiB + 64 * KiB } },
      { kind: 'lost', start: MiB + 64 * KiB, length: 2 * MiB - 64 * KiB },
    ]);
  });
});

const sibling = () => Promise.reject(new Error('a VDI has one file'));
const dataStartOf = (map: readonly number[]) => 512 + Math.ceil(map.length / 128) * 512;

/** Header and map of an image, without its data. */
function buildHead(map: readonly number[]): Uint8Array {
  const image = buildVdi({ map: map.map(() => free) });
  new DataView(image.buffer).setUint32(512, map[0] ?? free, true);
  return image;
}

/** A file that goes on with zeros. */
function grown(head: Uint8Array, size: number): Reader {
  return {
    size,
    read(at, target) {
      target.fill(0).set(head.subarray(at, at + target.length));
      return Promise.resolve();
    },
  };
}
