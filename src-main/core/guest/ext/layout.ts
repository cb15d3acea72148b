import { bytes, reserved, text, u16, u32, u8 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Source: the data structure documentation of ext4 in the Linux kernel, and what mke2fs writes.

/** Where the superblock starts, whatever the block size. */
export const superblockAt = 1024;

export const superblock = struct('ext superblock', 1024, 'little', {
  inodes: u32,
  blocksLow: u32,
  reservedBlocks: u32,
  freeBlocksLow: u32,
  freeInodes: u32,
  /** 1 with blocks of 1 KiB, whose block 0 is the boot block; otherwise 0. */
  firstDataBlock: u32,
  logBlockSize: u32,
  logClusterSize: u32,
  blocksPerGroup: u32,
  clustersPerGroup: u32,
  inodesPerGroup: u32,
  times: reserved(12),
  magic: u16,
  state: u16,
  errorBehaviour: u16,
  minorRevision: u16,
  checks: reserved(12),
  /** 0 has no features, and inodes of 128 bytes. */
  revision: u32,
  owner: reserved(4),
  firstInode: u32,
  inodeSize: u16,
  groupOfThis: u16,
  compatible: u32,
  incompatible: u32,
  readOnlyCompatible: u32,
  uuid: bytes(16),
  label: text(16),
  lastMounted: reserved(64),
  compression: reserved(6),
  /** Blocks kept behind the descriptors, for a file system that grows. */
  reservedDescriptorBlocks: u16,
  journal: reserved(24),
  /** The first of the inodes that were deleted while open. */
  lastOrphan: u32,
  hash: reserved(18),
  descriptorSize: u16,
  mountOptions: u32,
  firstMetaGroup: u32,
  made: reserved(72),
  blocksHigh: u32,
  reservedBlocksHigh: u32,
  freeBlocksHigh: u32,
  inodeExtras: reserved(8),
  striping: reserved(16),
  logGroupsPerFlex: u8,
  checksumType: u8,
  statistics: reserved(250),
  checksumSeed: u32,
  unused: reserved(392),
  checksum: u32,
});

export const magic = 0xef53;
export const states = { clean: 1, errors: 2, orphans: 4 } as const;
export const crc32cType = 1;

export const compatible = { journal: 0x4, sparseSuper2: 0x200 } as const;
export const incompatible = {
  fileType: 0x2,
  recover: 0x4,
  journalDevice: 0x8,
  metaGroups: 0x10,
  extents: 0x40,
  is64Bit: 0x80,
  flexGroups: 0x200,
  checksumSeed: 0x2000,
  encrypt: 0x1_0000,
} as const;
export const readOnlyCompatible = {
  sparseSuper: 0x1,
  largeFile: 0x2,
  binaryTreeDirectories: 0x4,
  hugeFile: 0x8,
  groupChecksums: 0x10,
  manyLinks: 0x20,
  extraInodeSize: 0x40,
  bigAllocation: 0x200,
  metadataChecksums: 0x400,
  orphanFilePresent: 0x1_0000,
} as const;

/** The first half of a group descriptor; all of it without 64-bit block numbers. */
export const groupDescriptor = struct('ext group descriptor', 32, 'little', {
  blockBitmapLow: u32,
  inodeBitmapLow: u32,
  inodeTableLow: u32,
  freeBlocksLow: u16,
  freeInodesLow: u16,
  directoriesLow: u16,
  flags: u16,
  snapshots: reserved(4),
  blockBitmapChecksumLow: u16,
  inodeBitmapChecksumLow: u16,
  unusedInodesLow: u16,
  checksum: u16,
});

/** The second half. */
export const groupDescriptorHigh = struct('ext group descriptor', 32, 'little', {
  blockBitmapHigh: u32,
  inodeBitmapHigh: u32,
  inodeTableHigh: u32,
  freeBlocksHigh: u16,
  freeInodesHigh: u16,
  directoriesHigh: u16,
  unusedInodesHigh: u16,
  snapshots: reserved(4),
  blockBitmapChecksumHigh: u16,
  inodeBitmapChecksumHigh: u16,
  unused: reserved(4),
});

/** In the flags of a descriptor: the bitmap was never written. */
export const blockBitmapUnwritten = 2;

export type Superblock = ValueOf<typeof superblock>;
