import type { Bytes } from '#shared/model/bytes.ts';
import { reserved, u64 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

/** The space-efficient sparse extents of ESXi: 64-bit entries, regions instead of places. Places and sizes in sectors. */
export const seSparseHeader = struct('seSparse header', 512, 'little', {
  magic: u64,
  version: u64,
  /** Sectors of the disk. */
  capacity: u64,
  grainSize: u64,
  tableSectors: u64,
  flags: u64,
  unused1: reserved(32),
  volatileHeader: u64,
  volatileHeaderSize: u64,
  journalHeader: u64,
  journalHeaderSize: u64,
  journal: u64,
  journalSize: u64,
  directory: u64,
  directorySize: u64,
  tables: u64,
  tablesSize: u64,
  freeBitmap: u64,
  freeBitmapSize: u64,
  backMap: u64,
  backMapSize: u64,
  grains: u64,
  grainsSize: u64,
  unused2: reserved(304),
});
export type SeSparseHeader = ValueOf<typeof seSparseHeader>;

/** The part of the header that changes while the disk is in use. */
export const seSparseVolatileHeader = struct('volatile header of a seSparse extent', 512, 'little', {
  magic: u64,
  freeTable: u64,
  nextTransaction: u64,
  /** Not 0 when changes are still in the journal. */
  replayJournal: u64,
  unused: reserved(480),
});

export const seSparse = {
  magic: 0xcafe_babe,
  volatileMagic: 0xcafe_cafe,
  /** 2.1, as the only known files have it. */
  version: 0x2_0000_0001,
  grainSectors: 8,
  tableSectors: 64,
} as const;

/** The size of an entry of a directory or a table. */
export const seSparseEntrySize: Bytes = 8;

/** The upper half of a directory entry whose lower half is the number of a table. */
export const tablePresent = 0x1000_0000;

/** The topmost four bits of a table entry. */
export const grainKind = { none: 0, unmapped: 1, zero: 2, stored: 3 } as const;
