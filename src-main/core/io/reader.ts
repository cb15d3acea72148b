import type { Bytes, ByteRange } from '#shared/model/bytes.ts';

/** Which file this is, whatever its names are. Bigints, since inode numbers go beyond 2^53 on Windows and btrfs. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** Positional reading of one file, or of something that behaves like one. */
export interface Reader {
  readonly size: Bytes;
  /** Fills the whole target from `at`, or throws `file.short-read`. Calls may overlap in time. */
  read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void>;
  /**
   * The first run of stored bytes that ends after `from`, clipped to start at `from` or later; undefined when only
   * holes follow. Absent where the system cannot tell: then everything counts as stored.
   */
  nextData?(from: Bytes): ByteRange | undefined;
  /**
   * Present for a file that may be closed while nobody reads it: opens it, so that `nextData` knows its holes. Undefined when
   * there is nothing to wait for.
   */
  ready?(): Promise<void> | undefined;
  /** Present for a file on a bad medium that gives zeros for what cannot be read: the parts of a range that were not to be had. */
  unread?(range: ByteRange): readonly ByteRange[];
  /** Absent for what lies on no disk. */
  readonly identity?: FileIdentity;
  /** What the file takes on its disk, holes not counted. Absent for what lies on no disk. */
  allocatedSize?(): Promise<Bytes>;
}

/** A file that is open to be read, and that others may write to meanwhile. */
export interface WatchedFile {
  readonly path: string;
  /** False once something has written to the file, cut it, replaced it or taken it away since it was opened. */
  isAsOpened(): Promise<boolean>;
}

/** Positional writing as well. A write beyond the end grows the file; the gap reads as zeros. */
export interface Writer extends Reader {
  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Cuts the file, or grows it with zeros. */
  resize(size: Bytes): Promise<void>;
  /**
   * Makes the file at least `size` bytes long and takes the space for it, or throws `target.disk-full` and leaves it as it
   * was. `extended` when the system could not promise the space. Absent where there is no space to take.
   */
  preallocate?(size: Bytes): Promise<'reserved' | 'extended'>;
  /** Makes a range inside the file read as zeros and gives its space back where the system can. Absent: write zeros. */
  punchHole?(range: ByteRange): Promise<'punched' | 'zeroed'>;
  /**
   * Returns when everything written before is on the medium. Where the file system has no such thing, as some network shares, it
   * returns at once, and `canFlush` is false from then on.
   */
  flush(): Promise<void>;
  /** Absent where a flush is always kept. */
  readonly canFlush?: boolean;
}
