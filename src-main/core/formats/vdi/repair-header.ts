import type { ImageFiles, RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { guid, nilUuid } from '../../layout/fields.ts';
import { viewOf } from '../../layout/struct.ts';
import { geometryPlace, header11Place, placeOf } from './check-header.ts';
import { header as header11, headerStart, lchs, type VdiHeader } from './layout.ts';
import { numberPatch } from './repair-patch.ts';

/** Writes the size of a header that ends where it must, in front of the map. Only for headers in which nothing else is wrong. */
export async function* repairHeaderSize({ main, name }: ImageFiles, header: VdiHeader): AsyncGenerator<Patch> {
  const place = header11Place(name, 'headerSize');
  const withGeometry = header11.size + lchs.size;
  const tail = new Uint8Array(lchs.size);
  const hasRoom = header.mapStart >= headerStart + withGeometry;
  if (hasRoom) await main.read(headerStart + header11.size, tail);
  // VirtualBox writes 512 here in each header of the longer kind, and all writers leave zeros behind the shorter kind.
  const hasGeometry = hasRoom && lchs.decode(tail).sectorSize === 512;
  const now = hasGeometry ? withGeometry : header11.size;
  yield numberPatch(place, 'vdi.header-size', { was: header.headerSize, now });
}

/** Mends single fields of a header that can be read. None of them has to do with the content of the disk. */
export function* repairFields({ name }: ImageFiles, header: VdiHeader, how: RepairOptions): Generator<Patch> {
  const { version, sectorSize, geometry } = header;
  const { codes, identity } = how;
  for (const [code, field] of [
    ['vdi.uuid-missing', 'uuid'],
    ['vdi.modification-uuid-missing', 'modificationUuid'],
  ] as const) {
    if (!codes.has(code) || header[field] !== nilUuid) continue;
    const now = new Uint8Array(guid.size);
    guid.write(viewOf(now), 0, identity.uuid(), 'little');
    const { start: at } = placeOf(name, header, field);
    yield { kind: 'bytes', file: name, because: code, at, was: new Uint8Array(guid.size), now };
  }
  if (codes.has('vdi.sector-size') && version !== '0.2' && sectorSize !== 512) {
    yield numberPatch(placeOf(name, header, 'sectorSize'), 'vdi.sector-size', { was: sectorSize, now: 512 });
  }
  if (codes.has('vdi.geometry-sector-size') && geometry && geometry.sectorSize !== 512) {
    yield numberPatch(geometryPlace(name), 'vdi.geometry-sector-size', { was: geometry.sectorSize, now: 512 });
  }
}
