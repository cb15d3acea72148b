import { describe, expect, it } from 'vitest';
import { GiB, type Bytes } from '#shared/model/bytes.ts';
import { diskSizeOf } from '#main/core/formats/vhd/disk-size.ts';
import { plainFooter } from './build.ts';

const byGeometry = 1024 * 16 * 63 * 512;
const geometry = { cylinders: 1024, heads: 16, sectorsPerTrack: 63 };
const maximum = { cylinders: 65535, heads: 16, sectorsPerTrack: 255 };

function sizeFor(creatorApplication: string, currentSize: Bytes, room: Bytes, chs: object = geometry): Bytes {
  return diskSizeOf({ ...plainFooter(currentSize), ...chs, creatorApplication }, room);
}

describe('the size of a VHD', () => {
  it.each(['win ', 'd2v ', 'd2v\0', 'tap\0', 'CTXS', 'qem2', 'vbox', 'wa\0\0', 'vs  ', 'xo  ', 'plat', '\0\0\0\0'])(
    'is the size field of creator %j, whatever the geometry says',
    (creator) => {
      expect(sizeFor(creator, byGeometry - 512, 4 * GiB)).toBe(byGeometry - 512);
      expect(sizeFor(creator, byGeometry + 512, 4 * GiB)).toBe(byGeometry + 512);
    },
  );

  it.each(['vpc ', 'qemu'])('is the larger one of creator %j that there is room for', (creator) => {
    const larger = byGeometry + 512;
    expect([
      sizeFor(creator, larger, larger),
      sizeFor(creator, larger, byGeometry),
      sizeFor(creator, byGeometry - 512, byGeometry),
      sizeFor(creator, byGeometry - 512, byGeometry - 512),
    ]).toEqual([larger, byGeometry, byGeometry, byGeometry - 512]);
  });

  it.each(['vpc ', 'qemu'])('is the size field of creator %j when the geometry is silent', (creator) => {
    expect(sizeFor(creator, 200 * GiB, 10 * GiB, maximum)).toBe(200 * GiB);
    expect(sizeFor(creator, 200 * GiB, 10 * GiB, { cylinders: 0 })).toBe(200 * GiB);
  });

  it('keeps the end of a Virtual PC disk that was extended by Hyper-V', () => {
    const chs = { cylinders: 65278, heads: 16, sectorsPerTrack: 255 };
    expect(sizeFor('vpc ', 136_365_211_648, 65024 * 2_097_152, chs)).toBe(136_365_211_648);
  });
});
