import type { Bytes, ByteRange } from './bytes.ts';
import type { Facts } from './facts.ts';

/** How a disk is divided: `none` is one file system on the whole disk, `unknown` nothing that could be recognised. */
export type PartitionScheme = 'mbr' | 'gpt' | 'none' | 'unknown';

export type FileSystemId = 'fat12' | 'fat16' | 'fat32' | 'exfat' | 'ntfs' | 'ext2' | 'ext3' | 'ext4';

/** Why nothing in a volume, or on a whole disk, counts as free. Stable; the sentences are in shared/text/guest.ts. */
export type DistrustReason =
  // What it is
  | 'unrecognised'
  | 'ambiguous'
  | 'unsupported-file-system'
  | 'unsupported-feature'
  | 'encrypted'
  | 'swap'
  | 'lvm'
  | 'raid'
  | 'dynamic-disk'
  | 'storage-pool'
  // What state it is in
  | 'dirty'
  | 'has-errors'
  | 'journal-replay'
  | 'orphans'
  | 'hibernated'
  | 'shadow-copies'
  // What contradicts itself
  | 'damaged'
  | 'bad-geometry'
  | 'bad-checksum'
  | 'copies-differ'
  | 'free-count'
  | 'metadata-free'
  | 'outside-volume'
  | 'larger-than-partition'
  | 'outside-disk'
  | 'overlap'
  | 'table-damaged'
  | 'table-one-copy';

/** The reason and what explains it. */
export interface Distrust {
  readonly reason: DistrustReason;
  readonly facts: Facts;
}

/** What a volume that can be trusted says of its space. Boot sectors, tables and unusable ends count as used. */
export interface FreeSpace {
  readonly usedBytes: Bytes;
  readonly freeBytes: Bytes;
  readonly clusterSize: Bytes;
}

interface Partition {
  /** As its system counts: from 1; the logical partitions of an MBR from 5. A file system without a table is number 1. */
  readonly number: number;
  /** On the disk. */
  readonly range: ByteRange;
  /** The scheme's type: two hexadecimal digits of an MBR, the GUID of a GPT in lower case, empty without a table. */
  readonly type: string;
  /** What a GPT calls it. */
  readonly name?: string | undefined;
  /** What the file system calls itself. */
  readonly label?: string | undefined;
  /** Absent when none was recognised for certain. */
  readonly fileSystem?: FileSystemId | undefined;
}

export interface TrustedPartition extends Partition {
  readonly fileSystem: FileSystemId;
  readonly space: FreeSpace;
  readonly distrust?: undefined;
}

/** All of it counts as used. */
export interface DistrustedPartition extends Partition {
  readonly distrust: Distrust;
  readonly space?: undefined;
}

export type GuestPartition = TrustedPartition | DistrustedPartition;

/** What is inside a disk. What lies in no partition counts as used. */
export interface GuestContents {
  readonly scheme: PartitionScheme;
  /** In the order of the disk. */
  readonly partitions: readonly GuestPartition[];
  /** What is wrong with the table as a whole, or why there is none: then no partition is trusted. */
  readonly distrust?: Distrust | undefined;
}

/** What is inside a disk of that size. */
export interface DiskContents {
  readonly virtualSize: Bytes;
  readonly guest: GuestContents;
}
