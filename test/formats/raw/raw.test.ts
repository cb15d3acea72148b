import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { extentsOf, makeImage, MemoryImage, openImage, sampleOf } from '#test/support/make-image.ts';
import { describeFormat } from '../suite.ts';

describeFormat(raw, {
  variants: [
    { id: 'sparse', blockSize: 64 * KiB },
    { id: 'sparse', blockSize: 64 * KiB, virtualSize: 1 * MiB + 77 },
    { id: 'full', blockSize: 64 * KiB, opensAs: 'sparse' },
    { id: 'full', blockSize: 64 * KiB, virtualSize: 1 * MiB + 77, opensAs: 'sparse' },
  ],
  probe: 'no',
});

describe('raw images', () => {
  it('are never guessed, whatever their first sector looks like', () => {
    const withBootSector = new Uint8Array(4096).fill(0x55, 510, 511).fill(0xaa, 511, 512);
    expect(raw.probe(sampleOf(new MemoryImage('disk.img', withBootSector)))).toEqual({ match: 'no' });
  });

  it('keep a size that is no multiple of a sector', async () => {
    const layer = await openImage(raw, new MemoryImage('odd.img', new Uint8Array(1025)));
    expect(layer).toMatchObject({ virtualSize: 1025, blockSize: null, facts: { bytesBeyondLastSector: 1 } });
    expect(await extentsOf(layer, { start: 1000, length: 25 })).toEqual([
      { kind: 'data', start: 1000, length: 25, stored: { file: 0, start: 1000, length: 25 } },
    ]);
  });

  it('of an empty file have no extents', async () => {
    const layer = await openImage(raw, new MemoryImage('empty.img'));
    expect(await extentsOf(layer, { start: 0, length: 0 })).toEqual([]);
  });

  it('get their full size even if nothing is written', async () => {
    expect((await makeImage(raw, { virtualSize: 12_345 })).main.size).toBe(12_345);
  });
});
