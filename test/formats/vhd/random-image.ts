import type { Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles } from '#main/core/disk/format.ts';
import { batmapCookie, batmapRecord } from '#main/core/formats/vhd/batmap.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { bitmapLength, diskTypes, parentLocator } from '#main/core/formats/vhd/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { extentsOf, makeImage, openImage, readAll, type MemoryImage } from '#test/support/make-image.ts';
import type { Random } from '#test/support/random.ts';
import { buildDynamic, free } from './build.ts';
import { edit, imageOf } from './edit-image.ts';

/** Kinds of images that are compacted and resized. */
export const kinds = [
  'own',
  'by hand',
  'child',
  'XenServer',
  'small blocks',
  'table behind',
  'cut last block',
] as const;
type Kind = (typeof kinds)[number];

/** An image of a few blocks with gaps between them, and blocks in no order. */
export async function randomImage(kind: Kind, random: Random): Promise<MemoryImage> {
  switch (kind) {
    case 'own':
      return ownImage(random);
    case 'by hand':
      return imageOf(built(random, { blockSize: 4096 }));
    case 'child':
      return imageOf(built(random, { blockSize: 4096, isChild: true }));
    case 'XenServer':
      return imageOf(built(random, { blockSize: 4096, hasBatmap: true }));
    case 'small blocks':
      return imageOf(built(random, { blockSize: 512 }));
    case 'table behind':
      return imageOf(built(random, { blockSize: 4096, isTableBehind: true }));
    case 'cut last block':
      return imageOf(withCutLastBlock(random));
  }
}

const ownBlock = 512 * 1024;

/** Made by Platter and written into since. */
async function ownImage(random: Random): Promise<MemoryImage> {
  const blocks = 5 + random.below(4);
  const virtualSize = blocks * ownBlock - 512 * random.below(100);
  const image = await makeImage(vhd, {
    virtualSize,
    options: { blockSize: ownBlock },
    written: [{ start: 0, length: 2 * ownBlock }],
  });
  const layer = await edit(image);
  for (let round = 0; round < 8; round += 1) {
    const start = ownBlock * random.below(blocks);
    const length = Math.min(ownBlock, virtualSize - start);
    if (random.below(3) === 0) await layer.discard({ start, length });
    else await layer.write(start + 512, random.bytes(512 * (1 + random.below(20))));
    if (random.below(3) === 0) await layer.flush();
  }
  await layer.flush();
  return image;
}

interface Recipe {
  readonly blockSize: Bytes;
  readonly isChild?: boolean;
  readonly hasBatmap?: boolean;
  readonly isTableBehind?: boolean;
}

function built(random: Random, recipe: Recipe): Uint8Array<ArrayBuffer> {
  const { blockSize, isChild = false, hasBatmap = false, isTableBehind = false } = recipe;
  const blocks = 4 + random.below(6);
  const taken = (bitmapLength(blockSize) + blockSize) / 512;
  // Behind the copy, the header, the table, and two sectors for paths or a batmap.
  let next = 6;
  const places = Array.from({ length: blocks }, () => {
    next += random.pick([0, 0, 1, 3, taken, 2 * taken + 5]);
    const place = next;
    next += taken;
    return place;
  });
  const table = shuffled(places, random).map((place) => (random.below(4) === 0 ? free : place));
  const parentLocators = Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size));
  if (isChild) {
    parentLocators[3] = parentLocator.encode({ platform: 'W2ru', start: 2048, space: 1024, length: 24 });
  }
  const image = buildDynamic({
    table,
    bitmap: isChild ? random.bytes(512) : new Uint8Array(512).fill(0xff),
    footer: {
      currentSize: blocks * blockSize - (blockSize > 512 ? 512 * random.below(7) : 0),
      diskType: isChild ? diskTypes.differencing : diskTypes.dynamic,
      ...(hasBatmap ? { creatorApplication: 'tap\0', creatorVersionMajor: 1, creatorVersionMinor: 3 } : {}),
    },
    header: {
      blockSize,
      parentLocators,
      ...(isChild ? { parentUuid: '99999999-0506-4708-890a-0b0c0d0e0f10' } : {}),
      ...(isTableBehind ? { tableStart: next * 512 } : {}),
    },
    footerLength: random.pick([512, 512, 511]),
  });
  if (isChild) image.set(Buffer.from('.\\parent.vhd', 'utf16le'), 2048);
  if (hasBatmap) setBatmap(image, table);
  return image;
}

/** A batmap that is true: every block that is there is full. */
function setBatmap(image: Uint8Array, table: readonly number[]): void {
  const map = new Uint8Array(512);
  for (const [block, place] of table.entries()) {
    if (place !== free) map[block >> 3] = (map[block >> 3] ?? 0) | (0x80 >> (block & 7));
  }
  const checksum = ~map.reduce((sum, byte) => sum + byte, 0) >>> 0;
  const record = { cookie: batmapCookie, mapStart: 2560, mapSectors: 1, version: 0x0001_0002, checksum, marker: 0 };
  image.set(batmapRecord.encode(record), 2048);
  image.set(map, 2560);
}

/** The last block of the disk ends where the disk does, and another one follows, or the footer. */
function withCutLastBlock(random: Random): Uint8Array<ArrayBuffer> {
  const needed = 1 + random.below(6);
  const isInTheMiddle = random.below(2) === 0;
  const cut = 4 + 2 * 9;
  const table = isInTheMiddle ? [4, free, cut + 1 + needed, free, cut] : [4, free, 13, free, cut];
  const size = 4 * 4096 + 512 * needed;
  const image = buildDynamic({ table, header: { blockSize: 4096 }, footer: { currentSize: size } });
  const end = (cut + 1 + needed) * 512;
  if (isInTheMiddle) {
    // The last block was written over the one that follows it.
    image.set(new Uint8Array(512).fill(0xff), end);
    image.set(
      buildDynamic({ table: [free, free, 4], header: { blockSize: 4096 } }).subarray(2560, 2560 + 4096),
      end + 512,
    );
    return image;
  }
  const footer = image.slice(-512);
  image.set(footer, end);
  return image.slice(0, end + 512);
}

function shuffled(numbers: readonly number[], random: Random): number[] {
  const rest = [...numbers];
  return numbers.map(() => rest.splice(random.below(rest.length), 1)[0] ?? 0);
}

/** What a reader sees: the content, and for each sector whether the image has it. */
export interface Seen {
  readonly content: Uint8Array;
  readonly present: Uint8Array;
}

export async function look(files: ImageFiles): Promise<Seen> {
  const layer = await openImage(vhd, files);
  const present = new Uint8Array(layer.virtualSize / 512);
  for (const { kind, start, length } of await extentsOf(layer, { start: 0, length: layer.virtualSize })) {
    if (kind === 'data') present.fill(1, start / 512, (start + length) / 512);
  }
  return { content: await readAll(layer), present };
}

/** The same with a range that nobody has. */
export function withHole({ content, present }: Seen, start: Bytes, length: Bytes): Seen {
  const seen = { content: content.slice(), present: present.slice() };
  seen.content.fill(0, start, start + length);
  seen.present.fill(0, start / 512, Math.ceil((start + length) / 512));
  return seen;
}

export function isSame(a: Seen, b: Seen): boolean {
  return Buffer.compare(a.content, b.content) === 0 && Buffer.compare(a.present, b.present) === 0;
}

/** Where the table of an image starts and how many entries it has, as its header tells. */
export function tableOf(image: Uint8Array): { readonly start: Bytes; readonly entries: number } {
  const view = viewOf(image.subarray(512));
  return { start: Number(view.getBigUint64(16)), entries: view.getUint32(28) };
}
