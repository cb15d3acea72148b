import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { viewOf, type ValueOf } from '#main/core/layout/struct.ts';
import {
  header,
  header02,
  headerStart,
  imageTypes,
  lchs,
  preHeader,
  signature,
  version02,
  version11,
} from '#main/core/formats/vdi/layout.ts';
import { patternAt } from '#test/support/patterns.ts';

type Header = ValueOf<typeof header>;

/** The map entries with a meaning of their own. */
export const free = 0xffff_ffff;
export const zero = 0xffff_fffe;

interface Recipe {
  /** Differences from a plain dynamic image with one block for each entry. */
  readonly header?: Partial<Header>;
  readonly preHeader?: Partial<ValueOf<typeof preHeader>>;
  readonly map: readonly number[];
  /** Defaults to where the last slot ends. */
  readonly fileSize?: Bytes;
}

/** A VDI image made by hand: the data of each mapped block tells its place on the disk. */
export function buildVdi({ map, ...recipe }: Recipe): Uint8Array<ArrayBuffer> {
  const fields: Header = { ...plainHeader(map.length), ...recipe.header };
  const { mapStart, dataStart, blockSize, blockExtra } = fields;
  const slots = map.filter((entry) => entry < zero).map((slot) => slot + 1);
  const end = dataStart + Math.max(0, ...slots) * (blockExtra + blockSize);
  const image = new Uint8Array(Math.max(end, recipe.fileSize ?? 0));
  image.set(preHeader.encode({ banner: 'by hand', signature, version: version11, ...recipe.preHeader }));
  image.set(header.encode(fields), headerStart);
  if (fields.headerSize >= 400) {
    image.set(lchs.encode({ cylinders: 5, heads: 4, sectors: 3, sectorSize: 512 }), headerStart + header.size);
  }
  writeMap(image, map, { mapStart, dataStart, blockSize, blockExtra });
  return image.slice(0, recipe.fileSize ?? end);
}

/** The same in the layout before the first release of VirtualBox. */
export function buildVdi02(map: readonly number[], diskSize: Bytes): Uint8Array<ArrayBuffer> {
  const { blockSize, uuid, modificationUuid } = plainHeader(map.length);
  const mapStart = headerStart + header02.size;
  const dataStart = mapStart + 4 * map.length;
  const image = new Uint8Array(dataStart + (Math.max(-1, ...map.filter((entry) => entry < zero)) + 1) * blockSize);
  image.set(preHeader.encode({ banner: '<<< innotek VirtualBox Disk Image >>>\n', signature, version: version02 }));
  const fields = {
    imageType: imageTypes.dynamic,
    flags: 0,
    comment: '',
    sectorSize: 512,
    cylinders: 0,
    heads: 0,
    sectors: 0,
  };
  const identity = { uuid, modificationUuid, parentUuid: nilUuid };
  const blocks = map.length;
  image.set(header02.encode({ ...fields, ...identity, diskSize, blockSize, blocks, blocksAllocated: 0 }), headerStart);
  writeMap(image, map, { mapStart, dataStart, blockSize, blockExtra: 0 });
  return image;
}

type Places = Pick<Header, 'mapStart' | 'dataStart' | 'blockSize' | 'blockExtra'>;

function writeMap(image: Uint8Array, map: readonly number[], places: Places): void {
  const { mapStart, dataStart, blockSize, blockExtra } = places;
  map.forEach((entry, block) => {
    viewOf(image).setUint32(mapStart + 4 * block, entry, true);
    if (entry >= zero) return;
    const slot = dataStart + entry * (blockExtra + blockSize);
    image.fill(0xee, slot, slot + blockExtra);
    image.set(patternAt(block * blockSize, blockSize), slot + blockExtra);
  });
}

function plainHeader(blocks: number): Header {
  return {
    headerSize: 384,
    imageType: imageTypes.dynamic,
    flags: 0,
    comment: '',
    mapStart: 512,
    dataStart: 512 + Math.ceil(blocks / 128) * 512,
    cylinders: 0,
    heads: 0,
    sectors: 0,
    sectorSize: 512,
    diskSize: blocks * MiB,
    blockSize: MiB,
    blockExtra: 0,
    blocks,
    blocksAllocated: 0,
    uuid: '01020304-0506-4708-890a-0b0c0d0e0f10',
    modificationUuid: '11121314-1516-4718-991a-1b1c1d1e1f20',
    parentUuid: nilUuid,
    parentModificationUuid: nilUuid,
  };
}
