import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import {
  bitmapLength,
  diskTypes,
  footer,
  header,
  version1,
  type Footer,
  type Header,
} from '#main/core/formats/vhd/layout.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { patternAt } from '#test/support/patterns.ts';

/** The table entry of a block that is not there. */
export const free = 0xffff_ffff;

interface DynamicRecipe {
  readonly footer?: Partial<Footer>;
  readonly header?: Partial<Header>;
  /** The sector of each block's bitmap. */
  readonly table: readonly number[];
  /** The bitmap of each block that is there; all ones by default. */
  readonly bitmap?: Uint8Array;
  /** What the footer at the end takes; 0 leaves it out. */
  readonly footerLength?: 512 | 511 | 0;
}

/** A dynamic VHD made by hand, all checksums right: the data of each block tells its place on the disk. */
export function buildDynamic(recipe: DynamicRecipe): Uint8Array<ArrayBuffer> {
  const { table, footerLength = 512 } = recipe;
  const head: Header = { ...plainHeader(table.length), ...recipe.header };
  const foot: Footer = { ...plainFooter(table.length * head.blockSize), headerStart: 512, ...recipe.footer };
  const { blockSize, tableStart } = head;
  const bits = bitmapLength(blockSize);
  const ends = table.filter((entry) => entry !== free).map((entry) => entry * 512 + bits + blockSize);
  const headerStart = foot.headerStart ?? 512;
  const end = Math.max(tableStart + 512, headerStart + header.size, ...ends);
  const image = new Uint8Array(end + footerLength);

  table.forEach((entry, block) => {
    viewOf(image).setUint32(tableStart + 4 * block, entry);
    if (entry === free) return;
    image.set(recipe.bitmap ?? new Uint8Array(bits).fill(0xff), entry * 512);
    image.set(patternAt(block * blockSize, blockSize), entry * 512 + bits);
  });
  image.set(sign(header.encode(head), header.offsetOf('checksum')), headerStart);
  const signed = signedFooter(foot);
  image.set(signed);
  image.set(signed.subarray(0, footerLength), end);
  return image;
}

/** A fixed VHD made by hand. */
export function buildFixed(
  size: Bytes,
  options: { readonly footer?: Partial<Footer>; readonly footerLength?: 512 | 511 } = {},
): Uint8Array<ArrayBuffer> {
  const { footerLength = 512 } = options;
  const image = new Uint8Array(size + footerLength);
  image.set(patternAt(0, size));
  const foot = { ...plainFooter(size), diskType: diskTypes.fixed, headerStart: null, ...options.footer };
  image.set(signedFooter(foot).subarray(0, footerLength), size);
  return image;
}

/** A footer as bytes, with its checksum. */
export function signedFooter(fields: Footer): Uint8Array<ArrayBuffer> {
  return sign(footer.encode(fields), footer.offsetOf('checksum'));
}

/** What an ordinary dynamic image of Windows has in its footer. */
export function plainFooter(size: Bytes): Footer {
  return {
    cookie: 'conectix',
    features: 2,
    version: version1,
    headerStart: 512,
    timestamp: 86_400,
    creatorApplication: 'win ',
    creatorVersionMajor: 10,
    creatorVersionMinor: 0,
    creatorHost: 'Wi2k',
    originalSize: size,
    currentSize: size,
    cylinders: 1,
    heads: 4,
    sectorsPerTrack: 17,
    diskType: diskTypes.dynamic,
    checksum: 0,
    uuid: '01020304-0506-4708-890a-0b0c0d0e0f10',
    savedState: 0,
    hidden: 0,
  };
}

function plainHeader(entries: number): Header {
  return {
    cookie: 'cxsparse',
    nextStructure: new Uint8Array(8).fill(0xff),
    tableStart: 1536,
    version: version1,
    tableEntries: entries,
    blockSize: 2 * MiB,
    checksum: 0,
    parentUuid: nilUuid,
    parentTimestamp: 0,
    parentName: new Uint8Array(0),
    parentLocators: Array.from({ length: 8 }, () => new Uint8Array(24)),
  };
}

/** The same image with table entries that were never true. */
export function withEntries(
  image: Uint8Array<ArrayBuffer>,
  entries: Readonly<Record<number, number>>,
): Uint8Array<ArrayBuffer> {
  const copy = image.slice();
  for (const [block, sector] of Object.entries(entries)) viewOf(copy).setUint32(1536 + 4 * Number(block), sector);
  return copy;
}
