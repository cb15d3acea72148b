import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { extentsOf, MemoryImage, openImage } from '#test/support/make-image.ts';
import { buildVdi } from './build.ts';

const someUuid = '21222324-2526-4728-a92a-2b2c2d2e2f30';
const map = [0, 1];
const whole = buildVdi({ map });

/** One defect each, and the one reason it is refused for. */
const defects: Readonly<Record<string, readonly [image: Uint8Array, reason: string]>> = {
  'another signature': [buildVdi({ map, preHeader: { signature: 0xbeda107e } }), 'probe.not-this-format'],
  'a file shorter than any header': [whole.slice(0, 71), 'probe.not-this-format'],
  'a file that ends inside the header': [whole.slice(0, 300), 'layout.truncated'],
  'version 1.2': [buildVdi({ map, preHeader: { version: 0x0001_0002 } }), 'vdi.version'],
  'version 2.0': [buildVdi({ map, preHeader: { version: 0x0002_0000 } }), 'vdi.version'],
  'a header that is too short': [buildVdi({ map, header: { headerSize: 383 } }), 'vdi.header-size'],
  'a header that reaches into the map': [buildVdi({ map, header: { headerSize: 441 } }), 'vdi.map-overlaps-header'],
  'a header of 4 GiB': [patched(72, 0xffff_ffff), 'vdi.map-overlaps-header'],
  'a map inside the header': [patched(0x154, 0x100), 'vdi.map-overlaps-header'],
  'image type 0': [buildVdi({ map, header: { imageType: 0 } }), 'vdi.image-type'],
  'image type 5': [buildVdi({ map, header: { imageType: 5 } }), 'vdi.image-type'],
  'an undo image': [buildVdi({ map, header: { imageType: imageTypes.undo } }), 'vdi.undo'],
  'a differencing image without a parent': [
    buildVdi({ map, header: { imageType: imageTypes.differencing } }),
    'chain.contradictory',
  ],
  'a dynamic image with a parent': [buildVdi({ map, header: { parentUuid: someUuid } }), 'chain.contradictory'],
  'a disk of 0 bytes': [buildVdi({ map, header: { diskSize: 0 } }), 'vdi.disk-size'],
  'a disk larger than the limit': [
    buildVdi({ map, header: { diskSize: Number.MAX_SAFE_INTEGER } }),
    'vdi.disk-too-large',
  ],
  'a disk size above 2^53': [patched(0x174, 0x7fff_ffff), 'layout.number-too-large'],
  'blocks of 0 bytes': [patched(0x178, 0), 'vdi.block-size'],
  'blocks of 2 KiB': [patched(0x178, 2 * KiB), 'vdi.block-size'],
  'blocks of 512 MiB': [patched(0x178, 512 * MiB), 'vdi.block-size'],
  'blocks of 3 MiB': [patched(0x178, 3 * MiB), 'vdi.block-size'],
  'extra bytes that are no power of two': [patched(0x17c, 3), 'vdi.block-extra'],
  'extra bytes of 2 GiB': [patched(0x17c, 2 * GiB), 'vdi.block-extra'],
  'a map without entries': [patched(0x180, 0), 'vdi.map-too-small'],
  'a map with too few entries': [patched(0x180, 1), 'vdi.map-too-small'],
  'a map of 16 GiB': [patched(0x180, 0xffff_ffff), 'vdi.map-overlaps-data'],
  'data that starts inside the map': [patched(0x158, 519), 'vdi.map-overlaps-data'],
  'a map behind the end of the file': [
    buildVdi({ map: [0, 1], header: { blocks: 2_000_000, dataStart: 8_000_512 }, fileSize: 4096 }),
    'vdi.map-truncated',
  ],
  'a slot number as large as the map': [patched(516, 2), 'vdi.slot-range'],
  'the largest slot number': [patched(516, 0xffff_fffd), 'vdi.slot-range'],
  'a block that the file holds in part': [whole.slice(0, -1), 'vdi.block-truncated'],
  'a block that the file does not hold': [whole.slice(0, 1024 + MiB), 'vdi.block-truncated'],
};

describe('refusing VDI', () => {
  it.each(Object.entries(defects))('%s', async (_, [bytes, reason]) => {
    const walk = async () => {
      const layer = await openImage(vdi, new MemoryImage('disk.vdi', bytes), {
        limits: { ...defaultLimits, virtualSize: 4096 * GiB },
      });
      await extentsOf(layer, { start: 0, length: layer.virtualSize });
    };
    await expect(walk()).rejects.toMatchObject({ name: 'DiskError', reason });
  });
});

/** A good image with one 32-bit number changed. */
function patched(at: number, value: number): Uint8Array {
  const image = whole.slice();
  new DataView(image.buffer).setUint32(at, value, true);
  return image;
}
