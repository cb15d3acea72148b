import { describe, expect, it } from 'vitest';
import { MiB, TiB } from '#shared/model/bytes.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header } from '#main/core/formats/vhd/layout.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { extentsOf, MemoryImage, openImage } from '#test/support/make-image.ts';
import { buildDynamic, buildFixed, free, withEntries } from './build.ts';

const table = [4];
const whole = buildDynamic({ table });

/** One defect each, and the one reason it is refused for. */
const defects: Readonly<Record<string, readonly [image: Uint8Array, reason: string]>> = {
  'no footer at all': [new Uint8Array(4096), 'probe.not-this-format'],
  'an empty file': [new Uint8Array(0), 'probe.not-this-format'],
  'a dead image of XenServer': [buildDynamic({ table, footer: { cookie: 'v_poison' } }), 'vhd.poisoned'],
  'two damaged footers': [damaged(whole, 20, whole.length - 512 + 20), 'vhd.footer-checksum'],
  'a fixed image with a damaged footer': [damaged(buildFixed(MiB), MiB + 20), 'vhd.footer-checksum'],
  'footers of two different disks': [strangers(), 'vhd.footers-differ'],
  'a footer of version 2': [buildDynamic({ table, footer: { version: 0x2_0000 } }), 'vhd.version'],
  'a header of version 2': [buildDynamic({ table, header: { version: 0x2_0000 } }), 'vhd.version'],
  'disk type 0': [buildDynamic({ table, footer: { diskType: 0 } }), 'vhd.disk-type'],
  'disk type 6': [buildDynamic({ table, footer: { diskType: 6 } }), 'vhd.disk-type'],
  'a differencing image that does not tell its parent': [
    buildDynamic({ table, footer: { diskType: 4 } }),
    'chain.contradictory',
  ],
  'a disk of 0 bytes': [buildDynamic({ table, footer: { currentSize: 0 } }), 'vhd.disk-size'],
  'a disk that ends inside a sector': [buildFixed(MiB, { footer: { currentSize: MiB - 1 } }), 'vhd.disk-size'],
  'a disk larger than the limit': [buildDynamic({ table, footer: { currentSize: 8 * TiB } }), 'vhd.disk-too-large'],
  'a disk size above 2^53': [
    resigned((image) => {
      image[48] = 0xff;
    }),
    'layout.number-too-large',
  ],
  'a fixed image that is too short': [buildFixed(MiB, { footer: { currentSize: MiB + 512 } }), 'vhd.data-truncated'],
  'a dynamic image without a place for its header': [
    buildDynamic({ table, footer: { headerStart: null } }),
    'vhd.no-header',
  ],
  'a header behind the end': [
    resigned((image) => {
      new DataView(image.buffer, image.byteOffset).setUint32(20, 0x7fff_ffff);
    }),
    'vhd.no-header',
  ],
  'a header with another cookie': [buildDynamic({ table, header: { cookie: 'cxspArse' } }), 'vhd.no-header'],
  'a header with a wrong checksum': [damaged(whole, 512 + 70), 'vhd.header-checksum'],
  'blocks of 0 bytes': [withHeader(32, 0), 'vhd.block-size'],
  'blocks of 3 MiB': [withHeader(32, 3 * MiB), 'vhd.block-size'],
  'blocks of 256 bytes': [withHeader(32, 256), 'vhd.block-size'],
  'blocks of 2 GiB': [withHeader(32, 0x8000_0000), 'vhd.block-size'],
  'a table that starts inside a sector': [withHeader(20, 1537), 'vhd.table-place'],
  'a table behind the end': [withHeader(20, 0x4000_0000), 'vhd.table-truncated'],
  'a table of 16 GiB': [withHeader(28, 0xffff_ffff), 'vhd.table-truncated'],
  'a table without entries': [withHeader(28, 0), 'vhd.table-too-small'],
  'a table with too few entries': [
    buildDynamic({ table, footer: { currentSize: 2 * MiB + 512 } }),
    'vhd.table-too-small',
  ],
  'a block on top of the footer copy': [withEntries(whole, { 0: 0 }), 'vhd.block-place'],
  'a block on top of the header': [withEntries(whole, { 0: 2 }), 'vhd.block-place'],
  'a block on top of the table': [withEntries(whole, { 0: 3 }), 'vhd.block-place'],
  'a block that reaches into the footer': [withEntries(whole, { 0: 5 }), 'vhd.block-truncated'],
  'a block behind the end': [withEntries(whole, { 0: 0xffff_fffe }), 'vhd.block-truncated'],
  'a truncated block': [buildDynamic({ table, footerLength: 0 }).slice(0, -512), 'vhd.block-truncated'],
};

const walk = async (image: MemoryImage) => {
  const layer = await openImage(vhd, image, { limits: { ...defaultLimits, virtualSize: 4 * TiB } });
  await extentsOf(layer, { start: 0, length: layer.virtualSize });
};

describe('refusing VHD', () => {
  it.each(Object.entries(defects))('%s', async (_, [bytes, reason]) => {
    await expect(walk(new MemoryImage('disk.vhd', bytes))).rejects.toMatchObject({ name: 'DiskError', reason });
  });

  it('the first part of a split image', async () => {
    const image = new MemoryImage('disk.vhd', buildDynamic({ table: [4, free], footerLength: 0 }));
    image.siblings.set('disk.v01', new MemoryFile());
    await expect(walk(image)).rejects.toMatchObject({ reason: 'vhd.split' });
  });

  it('the last part of a split image', async () => {
    await expect(walk(new MemoryImage('disk.v02', whole))).rejects.toMatchObject({ reason: 'vhd.split' });
  });
});

function damaged(image: Uint8Array, ...places: readonly number[]): Uint8Array {
  const copy = image.slice();
  for (const place of places) copy[place] = 0x5a;
  return copy;
}

/** A good image in which both footers are changed in the same way and signed again. */
function resigned(change: (footer: Uint8Array) => void): Uint8Array {
  const image = whole.slice();
  for (const part of [image.subarray(0, 512), image.subarray(-512)]) {
    change(part);
    sign(part, footer.offsetOf('checksum'));
  }
  return image;
}

function withHeader(at: number, value: number): Uint8Array {
  const image = whole.slice();
  const part = image.subarray(512, 1536);
  new DataView(part.buffer, part.byteOffset).setUint32(at, value);
  sign(part, header.offsetOf('checksum'));
  return image;
}

function strangers(): Uint8Array {
  const other = buildDynamic({ table, footer: { uuid: '99999999-0506-4708-890a-0b0c0d0e0f10' } });
  const image = whole.slice();
  image.set(other.subarray(0, 512));
  return image;
}
