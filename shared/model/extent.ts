import type { Bytes, ByteRange } from './bytes.ts';

/**
 * `data`: stored here. `zero`: declared zero here. `hole`: not in this file; the parent decides, else zero. `lost`: content that
 * cannot be known, since the image is damaged: reads as zeros, whatever a parent has there. Only rescue reading knows lost runs.
 */
export type ExtentKind = 'data' | 'zero' | 'hole' | 'lost';

/** Where uncompressed bytes lie: `file` indexes the files of the layer or disk that reported the extent. */
export interface StoredRange extends ByteRange {
  readonly file: number;
}

/** A run of the virtual disk, in bytes. */
export interface Extent extends ByteRange {
  readonly kind: ExtentKind;
  /** Present when the run can be copied straight from a file; absent for compressed data, which only its driver can read. */
  readonly stored?: StoredRange;
}

/** A row of the map as people and scripts see it: `offset` is the position in file number `file`. */
export interface MapEntry {
  readonly start: Bytes;
  readonly length: Bytes;
  readonly kind: ExtentKind;
  readonly file?: number;
  readonly offset?: Bytes;
}
