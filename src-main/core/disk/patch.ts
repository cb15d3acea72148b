import { MiB, type Bytes } from '#shared/model/bytes.ts';

interface PatchCause {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The code of the finding that it mends. */
  readonly because: string;
}

/**
 * Bytes of a file that are to be replaced. `was` makes it refuse a file that has changed since. The lengths differ only at
 * the end of the file, which then grows or becomes shorter.
 */
export interface BytesPatch extends PatchCause {
  readonly kind: 'bytes';
  readonly at: Bytes;
  readonly was: Uint8Array;
  readonly now: Uint8Array;
}

/** A file that is to be cut, or to grow with zeros. What is cut off goes into the journal. */
export interface SizePatch extends PatchCause {
  readonly kind: 'size';
  readonly was: Bytes;
  readonly now: Bytes;
}

/** What a repair puts into one patch at most, so that a list of them streams. */
export const largestPatch: Bytes = 4 * MiB;

/** Repair proposes; the core previews, journals and applies. At most `largestPatch` of bytes each. */
export type Patch = BytesPatch | SizePatch;
