import { array, bytes, characters, guid, reserved, u16, u32, u64, u8 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Sources: what fdisk and Windows write for the MBR; the UEFI specification, chapter 5, for the GPT.

const mbrEntry = struct('partition entry', 16, 'little', {
  /** 0x80 for the one to start from, otherwise 0: anything else is no partition table. */
  status: u8,
  firstCylinder: reserved(3),
  type: u8,
  lastCylinder: reserved(3),
  /** In sectors. In an extended partition from the start of another table. */
  start: u32,
  sectors: u32,
});

/** The first sector of a disk, and of each part of an extended partition. */
export const mbr = struct('partition table', 512, 'little', {
  bootCode: reserved(446),
  entries: array(mbrEntry, 4),
  signature: u16,
});

export const mbrSignature = 0xaa55;
export const mbrTypes = { empty: 0, extended: [0x05, 0x0f, 0x85], protective: 0xee } as const;

export const gptHeader = struct('GPT header', 92, 'little', {
  signature: characters(8),
  revision: u32,
  headerSize: u32,
  headerChecksum: u32,
  unused: reserved(4),
  ownSector: u64,
  otherSector: u64,
  firstUsable: u64,
  lastUsable: u64,
  disk: guid,
  entriesSector: u64,
  entryCount: u32,
  entrySize: u32,
  entriesChecksum: u32,
});

export const gptSignature = 'EFI PART';

export const gptEntry = struct('GPT entry', 128, 'little', {
  /** Nil for an entry that is not in use. */
  type: guid,
  id: guid,
  first: u64,
  /** The last sector that belongs to it. */
  last: u64,
  attributes: bytes(8),
  name: bytes(72),
});

export type MbrEntry = ValueOf<typeof mbrEntry>;
export type GptHeader = ValueOf<typeof gptHeader>;
