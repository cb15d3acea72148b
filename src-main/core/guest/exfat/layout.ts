import { array, bytes, characters, reserved, u16, u32, u64, u8 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Source: the exFAT file system specification of Microsoft, which is public since 2019.

export const bootSector = struct('exFAT boot sector', 512, 'little', {
  jump: bytes(3),
  name: characters(8),
  /** Where FAT has its parameters; zero, so that no FAT driver takes this for its own. */
  zero: bytes(53),
  partitionOffset: u64,
  /** In sectors, as all lengths and offsets here. */
  volumeLength: u64,
  tableOffset: u32,
  tableLength: u32,
  heapOffset: u32,
  clusters: u32,
  rootCluster: u32,
  serialNumber: u32,
  revision: u16,
  flags: u16,
  sectorShift: u8,
  clusterShift: u8,
  tables: u8,
  drive: u8,
  percentInUse: u8,
  unused: reserved(7),
  bootCode: reserved(390),
  signature: u16,
});

export const flags = { secondTable: 1, dirty: 2, mediaFailure: 4 } as const;

/** Fields that change while the volume is in use; the checksum of the boot region leaves them out. */
export const uncheckedBytes: readonly number[] = [
  bootSector.offsetOf('flags'),
  bootSector.offsetOf('flags') + 1,
  bootSector.offsetOf('percentInUse'),
];

/** The boot region: this many sectors, then one that repeats their checksum. */
export const checkedSectors = 11;

/** One entry of a directory; what follows the type depends on it. */
export const entrySize = 32;

export const entryTypes = { end: 0x00, bitmap: 0x81, upcase: 0x82, label: 0x83 } as const;

/** Of the allocation bitmap and of the table of capitals. */
export const streamEntry = struct('exFAT directory entry', entrySize, 'little', {
  type: u8,
  /** Of a bitmap: bit 0 for the one that belongs to the second table. */
  flags: u8,
  unused: reserved(18),
  firstCluster: u32,
  length: u64,
});

export const labelEntry = struct('exFAT volume label', entrySize, 'little', {
  type: u8,
  length: u8,
  characters: array(u16, 11),
  unused: reserved(8),
});

/** The first two entries of the table. */
export const firstEntries = struct('exFAT table', 8, 'little', { media: u32, second: u32 });

/** Ends a chain. */
export const endOfChain = 0xffff_ffff;

export type BootSector = ValueOf<typeof bootSector>;
