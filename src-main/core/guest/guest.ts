import type { Bytes } from '#shared/model/bytes.ts';
import type { FileSystemId } from '#shared/model/guest.ts';
import type { VolumeReader } from './volume-reader.ts';

// What a guest's file systems are asked, and how each of them answers. They are read and never written. Whoever finds a
// contradiction throws Distrusted (distrusted.ts): then all of the volume counts as used.

/** A disk to look into; any `Disk` will do. */
export interface GuestDisk {
  readonly virtualSize: Bytes;
  /** Fills the whole target from `at`. */
  read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void>;
}

/** A run of clusters. The number of the first one is the file system's own; where cluster 0 lies is the `ClusterGrid`'s. */
export interface ClusterRun {
  readonly first: number;
  readonly count: number;
}

/** Where clusters lie in the volume. */
export interface ClusterGrid {
  readonly clusterSize: Bytes;
  /** The number of the first cluster of the data area. */
  readonly first: number;
  readonly count: number;
  /** Where that cluster starts, from the start of the volume. */
  readonly start: Bytes;
}

/** A part of the file system itself: if its own map calls this free, the map is wrong. */
export interface Metadata extends ClusterRun {
  /** What it is called in a sentence. */
  readonly structure: string;
}

/** A file system whose state and structures allow to believe its map. */
export interface Volume {
  readonly fileSystem: FileSystemId;
  readonly label: string | undefined;
  readonly grid: ClusterGrid;
  readonly metadata: readonly Metadata[];
  /** The number of free clusters as the volume records it; undefined where it does not, or says that it does not know. */
  readonly recordedFree: number | undefined;
  /**
   * The free clusters by the map: ascending, in batches, not merged across them, in memory that does not grow with the
   * volume. Throws `Distrusted` when the map turns out to contradict itself.
   */
  freeClusters(signal?: AbortSignal): AsyncIterable<readonly ClusterRun[]>;
}

/** One kind of file system. */
export interface FileSystem {
  /** What it is called when several match. */
  readonly title: string;
  /** The types of partitions in which it is believed. */
  readonly partitionTypes: readonly string[];
  /** True when the first bytes of a volume (up to 64 KiB, fewer on smaller ones) carry its mark. */
  matches(head: Uint8Array): boolean;
  /** Which file system it is, of one that `matches`; undefined when even that is in doubt. */
  identify(head: Uint8Array): FileSystemId | undefined;
  /** Opens what `matches`. Throws `Distrusted` unless its map can be believed. */
  open(volume: VolumeReader, signal?: AbortSignal): Promise<Volume>;
}
