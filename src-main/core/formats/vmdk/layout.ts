import type { Bytes } from '#shared/model/bytes.ts';
import { clamped, u16, u32, u64, u64OrNone, u8, reserved } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

/**
 * What VMDK files are made of, after VMware's technical note "Virtual Disk Format 5.0" and what VMware, VirtualBox and
 * QEMU are seen to write. Everything is little-endian; nearly every place and size counts sectors of 512 bytes.
 */
export const sectorSize: Bytes = 512;

/** The first bytes of the files a virtual disk may consist of. */
export const magic = {
  /** "KDMV": a hosted sparse extent. */
  sparse: 0x564d_444b,
  /** "kdmv", bit 0x20 flipped in every byte: a stream that its writer never finished. */
  unfinished: 0x766d_646b,
  /** "COWD": a sparse extent of old ESX hosts. */
  cowd: 0x4457_4f43,
  /** The lower half of the 64-bit magic of a space-efficient sparse extent; the upper half is zero. */
  seSparse: 0xcafe_babe,
} as const;

/** Bits of the header's `flags`. */
export const flag = {
  newlineTest: 1 << 0,
  redundantTables: 1 << 1,
  zeroedGrains: 1 << 2,
  compressed: 1 << 16,
  markers: 1 << 17,
} as const;

export const compression = { none: 0, deflate: 1 } as const;

/** LF, space, CR, LF: a transfer in text mode changes at least one of them. */
export const newlineTest = { single: 0x0a, other: 0x20, double1: 0x0d, double2: 0x0a } as const;

/** The header of a hosted sparse extent, and of its footer when the tables lie at the end. */
export const sparseHeader = struct('VMDK sparse header', 512, 'little', {
  magic: u32,
  version: u32,
  flags: u32,
  /** Sectors of the disk that this extent holds. */
  capacity: u64,
  /** Sectors per grain. */
  grainSize: u64,
  descriptorOffset: u64,
  descriptorSize: u64,
  /** Entries of one grain table. */
  tableLength: u32,
  /** The redundant grain directory; 0 or all ones when there is none, and any number without `flag.redundantTables`. */
  redundantDirectory: clamped(u64OrNone),
  /** The grain directory; null when it lies at the end of the file and the footer tells where. */
  directory: u64OrNone,
  /** Sectors before the first grain, as the writer planned it. Programs take any number. */
  overhead: clamped(u64),
  uncleanShutdown: u8,
  newlineSingle: u8,
  newlineOther: u8,
  newlineDouble1: u8,
  newlineDouble2: u8,
  compression: u16,
  unused: reserved(433),
});
export type SparseHeader = ValueOf<typeof sparseHeader>;

/** A header that says nothing, for what stands for an extent of another kind. */
export const blankHeader: SparseHeader = {
  magic: 0,
  version: 0,
  flags: 0,
  capacity: 0,
  grainSize: 0,
  descriptorOffset: 0,
  descriptorSize: 0,
  tableLength: 0,
  redundantDirectory: null,
  directory: null,
  overhead: 0,
  uncleanShutdown: 0,
  newlineSingle: 0,
  newlineOther: 0,
  newlineDouble1: 0,
  newlineDouble2: 0,
  compression: 0,
};

/** What stands in the stream before each grain, table and footer. A grain's data begins in place of `type`. */
export const marker = struct('VMDK stream marker', 16, 'little', {
  /** Sectors that follow, or, before a grain, the sector of the disk where the grain starts. */
  value: u64,
  /** Compressed bytes of a grain; 0 before anything else. */
  size: u32,
  type: u32,
});

export const markerType = { endOfStream: 0, grainTable: 1, grainDirectory: 2, footer: 3 } as const;

/** Where the compressed bytes of a grain begin, counted from its marker. */
export const grainDataOffset: Bytes = marker.offsetOf('type');

/** The size of an entry of a grain directory or a grain table: the number of a sector, as u32. */
export const entrySize: Bytes = 4;

/** A directory entry of a table that is absent, and a table entry of a grain that is not stored. */
export const absent = 0;

/** A table entry of a grain that reads as zeros and hides the parent; only with `flag.zeroedGrains`. */
export const zeroedGrain = 1;

/** What every program writes: tables of 512 entries, and 20 sectors for the descriptor right behind the header. */
export const usual = { tableLength: 512, descriptorOffset: 1, descriptorSize: 20, streamOverhead: 128 } as const;

/** No sector beyond this can be named by a table. */
export const highestSector = 0xffff_ffff;

/** So far reach the tables of an extent into its file. */
export const largestFile: Bytes = (highestSector + 1) * sectorSize;
