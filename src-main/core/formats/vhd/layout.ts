import { MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import {
  array,
  bytes,
  characters,
  clamped,
  reserved,
  u16,
  u32,
  u64,
  u64OrNone,
  u8,
  uuid,
} from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Sources: Microsoft's "Virtual Hard Disk Image Format Specification" for the structures; block/vpc.c of QEMU for the
// places where practice differs from it.

export const footerCookie = 'conectix';
/** XenServer writes this over the cookie of an image that it has replaced. */
export const poisonCookie = 'v_poison';
export const headerCookie = 'cxsparse';

export const sectorSize: Bytes = 512;

/** The bit of `features` that every footer has. */
export const alwaysSet = 2;

export const diskTypes = { fixed: 2, dynamic: 3, differencing: 4 } as const;

/** The footer and the dynamic header share it: major version in the high half, minor in the low one. */
export const version1 = 0x0001_0000;

/** A table entry for a block that the file does not hold. */
export const unallocated = 0xffff_ffff;

/** Larger blocks than any program makes would only serve to exhaust memory with their bitmaps. */
export const blockSizeBounds = { minimum: 512, maximum: 256 * MiB } as const;

/** BAT entries are 32-bit sector numbers, and Microsoft stops a little below what they reach. */
export const largestDynamic: Bytes = 2040 * 1024 * MiB;

/** A fixed image has no table that would set a limit; with its footer, the file ends where exact offsets do, at 2^53. */
export const largestFixed: Bytes = 8192 * TiB - 2 * sectorSize;

/** Seconds are counted from the start of the year 2000. */
const epoch = Date.UTC(2000, 0, 1);

export function dateOf(timestamp: number): Date {
  return new Date(epoch + timestamp * 1000);
}

/** Clamped to what 32 bits hold: 2000 to 2136. */
export function timestampOf(date: Date): number {
  return Math.min(0xffff_ffff, Math.max(0, Math.floor((date.getTime() - epoch) / 1000)));
}

/** At the end of every image; of dynamic and differencing ones a copy is at the start. */
export const footer = struct('VHD footer', 512, 'big', {
  cookie: characters(8),
  features: u32,
  version: u32,
  /** Where the dynamic header is; none in a fixed image. */
  headerStart: u64OrNone,
  timestamp: u32,
  creatorApplication: characters(4),
  creatorVersionMajor: u16,
  creatorVersionMinor: u16,
  creatorHost: characters(4),
  /** What the disk had once; any number. */
  originalSize: clamped(u64),
  currentSize: u64,
  cylinders: u16,
  heads: u8,
  sectorsPerTrack: u8,
  diskType: u32,
  checksum: u32,
  uuid,
  savedState: u8,
  /** XenServer's mark for images that its users are not shown. */
  hidden: u8,
  unused: reserved(426),
});

export type Footer = ValueOf<typeof footer>;

/** How to find a parent. */
export const parentLocator = struct('VHD parent locator', 24, 'big', {
  platform: characters(4),
  space: u32,
  length: u32,
  unused: reserved(4),
  /** Of an entry that is not in use, any number. */
  start: clamped(u64),
});

export type ParentLocator = ValueOf<typeof parentLocator>;

export const header = struct('VHD dynamic header', 1024, 'big', {
  cookie: characters(8),
  /** Without a meaning; some programs write 32 set bits only. */
  nextStructure: bytes(8),
  tableStart: u64,
  version: u32,
  tableEntries: u32,
  blockSize: u32,
  checksum: u32,
  parentUuid: uuid,
  parentTimestamp: u32,
  unused: reserved(4),
  /** UTF-16, big-endian. */
  parentName: bytes(512),
  parentLocators: array(bytes(parentLocator.size), 8),
  padding: reserved(256),
});

export type Header = ValueOf<typeof header>;

/** A bit for each sector of a block, in whole sectors. */
export function bitmapLength(blockSize: Bytes): Bytes {
  return Math.ceil(blockSize / sectorSize / 8 / sectorSize) * sectorSize;
}
