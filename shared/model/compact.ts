import type { Bytes } from './bytes.ts';
import type { GuestPartition } from './guest.ts';

/** What the files of an image are and take, all together. */
export interface FileSizes {
  /** Their lengths. */
  readonly fileSize: Bytes;
  /** What they take on the host's disk, holes not counted. */
  readonly allocatedSize: Bytes;
}

export interface CompactInput {
  readonly path: string;
  readonly sourceFormat?: string | undefined;
  readonly parents?: readonly string[] | undefined;
  /** Gives back as well what the file systems of the guest do not use. Their free space reads as zeros afterwards, where it was stored. */
  readonly freeSpace?: boolean | undefined;
  /** Writes a new, smaller image instead, and leaves this one as it is. */
  readonly output?: string | undefined;
}

/** A partition of the guest, with what was given back of it. */
export interface CompactedPartition {
  readonly partition: GuestPartition;
  /** Bytes of the disk that its file system does not use and that were stored until now. */
  readonly reclaimed: Bytes;
}

export interface CompactResult {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  /** The new image, when one was written. */
  readonly output: string | null;
  /** True when nothing was written: the sizes after are a forecast. */
  readonly isPreview: boolean;
  readonly before: FileSizes;
  readonly after: FileSizes;
  /** By how much the files become shorter together; where their length stays, how much less of the host's disk they take. */
  readonly reclaimed: Bytes;
  /** Why: blocks that held only zeros, */
  readonly zeroBytes: Bytes;
  /** blocks that hold what the parent has there anyway, */
  readonly sameAsParentBytes: Bytes;
  /** space of blocks that the guest had discarded, */
  readonly discardedBytes: Bytes;
  /** other space in the files that nothing referred to, */
  readonly orphanedBytes: Bytes;
  /** and blocks of which the guest's file systems use nothing. */
  readonly guestFreeBytes: Bytes;
  /** What was copied to another place in the same file. */
  readonly movedBytes: Bytes;
  /** What lies on the disk; empty unless free space was asked for. */
  readonly partitions: readonly CompactedPartition[];
  readonly durationMs: number;
}
