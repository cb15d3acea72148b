import { array, bytes, characters, reserved, u16, u32, u8 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Source: the FAT32 File System Specification of Microsoft (1.03), and what mkfs.fat writes.

/** What all kinds of FAT begin with: the BIOS parameter block. */
export const bootSector = struct('FAT boot sector', 36, 'little', {
  jump: bytes(3),
  maker: characters(8),
  bytesPerSector: u16,
  sectorsPerCluster: u8,
  reservedSectors: u16,
  tables: u8,
  rootEntries: u16,
  /** 0 when the number needs 32 bits. */
  totalSectors16: u16,
  media: u8,
  /** 0 in FAT32. */
  sectorsPerTable16: u16,
  geometry: reserved(4),
  hiddenSectors: u32,
  totalSectors32: u32,
});

const extendedFields = {
  driveNumber: u8,
  /** Bit 0: not closed cleanly; bit 1: the medium had errors. Linux notes these here, Windows in the table as well. */
  state: u8,
  /** 0x28 or 0x29: serial number and label follow. */
  extendedSignature: u8,
  serialNumber: u32,
  label: characters(11),
  kind: characters(8),
};

/** At byte 36 of FAT12 and FAT16. */
export const extendedBootSector = struct('FAT boot sector', 26, 'little', extendedFields);

/** At byte 36 of FAT32. */
export const extendedBootSector32 = struct('FAT32 boot sector', 54, 'little', {
  sectorsPerTable: u32,
  /** Bit 7: only the table in bits 0 to 3 is in use, the others are out of date. */
  mirroring: u16,
  version: u16,
  rootCluster: u32,
  informationSector: u16,
  backupSector: u16,
  unused: reserved(12),
  ...extendedFields,
});

/** The sector of FAT32 that remembers how many clusters are free. */
export const informationSector = struct('FSInfo sector', 512, 'little', {
  lead: u32,
  unused: reserved(480),
  signature: u32,
  freeClusters: u32,
  nextFree: u32,
  alsoUnused: reserved(12),
  trail: u32,
});

export const informationSignatures = { lead: 0x4161_5252, signature: 0x6141_7272, trail: 0xaa55_0000 } as const;

/** In `freeClusters`: nobody counted. */
export const unknownCount = 0xffff_ffff;

/** The first two entries of a table of each width hold no chain but the media byte and the state. */
export const firstEntries16 = struct('file allocation table', 4, 'little', { entries: array(u16, 2) });
export const firstEntries32 = struct('file allocation table', 8, 'little', { entries: array(u32, 2) });

export type BootSector = ValueOf<typeof bootSector>;
export type ExtendedBootSector32 = ValueOf<typeof extendedBootSector32>;
