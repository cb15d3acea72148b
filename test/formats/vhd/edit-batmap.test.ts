import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { patternAt } from '#test/support/patterns.ts';
import { buildDynamic, free } from './build.ts';
import { edit, entriesOf, imageOf } from './edit-image.ts';

const block = 2 * MiB;
const recordStart = 2048;

/** An image as XenServer has it: two full blocks, and a batmap that says so, at `mapStart`. */
function withBatmap(mapStart = recordStart + 512): Uint8Array {
  const image = buildDynamic({ table: [16, free, 16 + 4097], footer: { creatorApplication: 'tap\0' } });
  const record = image.subarray(recordStart, recordStart + 512);
  record.set(Buffer.from('tdbatmap'));
  const view = viewOf(record);
  view.setBigUint64(8, BigInt(mapStart));
  view.setUint32(16, 1);
  view.setUint32(20, 0x1_0002);
  const map = new Uint8Array(512).fill(0b1010_0000, 0, 1);
  image.set(map, mapStart);
  view.setUint32(24, ~image.subarray(mapStart, mapStart + 512).reduce((sum, byte) => sum + byte, 0) >>> 0);
  return image;
}

describe('the batmap of XenServer', () => {
  it('stays true when blocks are added, and is not overwritten by them', async () => {
    const image = imageOf(withBatmap());
    const layer = await edit(image);
    await layer.write(block, patternAt(0, 512));
    await layer.flush();
    const bytes = image.main.bytes();
    expect(entriesOf(bytes, 2)[1]).toBeGreaterThan(16 + 2 * 4097 - 1);
    expect(bytes.subarray(recordStart, recordStart + 1024)).toEqual(
      withBatmap().subarray(recordStart, recordStart + 1024),
    );
  });

  it('calls no block full any more once one is given back', async () => {
    const image = imageOf(withBatmap());
    const layer = await edit(image);
    await layer.discard({ start: 0, length: block });
    await layer.flush();
    const bytes = image.main.bytes();
    expect(entriesOf(bytes, 3)).toEqual([free, free, 16 + 4097]);
    expect(bytes.subarray(recordStart + 512, recordStart + 1024)).toEqual(new Uint8Array(512));
    // The ones' complement of a sum of nothing; the rest of the record stays.
    const expected = withBatmap().subarray(recordStart, recordStart + 512);
    viewOf(expected).setUint32(24, 0xffff_ffff);
    expect(bytes.subarray(recordStart, recordStart + 512)).toEqual(expected);
  });

  it.each([
    ['the block table', 1536, 'vhd.edit-structures'],
    ['a block', 16 * 512, 'vhd.block-place'],
  ])('is not believed when its map would lie on %s', async (_, mapStart, reason) => {
    await expect(edit(imageOf(mapOn(mapStart)))).rejects.toMatchObject({ reason });
  });
});

/** As `withBatmap`, but the map is whatever lies there. */
function mapOn(mapStart: number): Uint8Array {
  const image = withBatmap(3072);
  const view = viewOf(image.subarray(recordStart, recordStart + 512));
  view.setBigUint64(8, BigInt(mapStart));
  view.setUint32(24, ~image.subarray(mapStart, mapStart + 512).reduce((sum, byte) => sum + byte, 0) >>> 0);
  return image;
}
