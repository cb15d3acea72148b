import { KiB, type Bytes, type ByteRange } from './bytes.ts';

/**
 * What a map shows of a disk. `data`: stored in the image itself. `parent`: stored in an image that this one builds upon, and shown
 * through. `zero`: known to be zero without being stored. `hole`: stored nowhere in the chain. `lost`: damaged.
 */
export const mapKinds = ['data', 'parent', 'zero', 'hole', 'lost'] as const;
export type MapKind = (typeof mapKinds)[number];

export type BytesByKind = Readonly<Record<MapKind, Bytes>>;

/** The picture of a whole disk has at most so many cells; one answer has no more either. */
export const mostCells = 4096;
/** Nothing finer than this is of use to anyone: pages of guests and hosts, clusters of file systems. */
export const finestCell: Bytes = 4 * KiB;
/** Ranges in one answer. */
export const mostRanges = 500;

/** The smallest cell, a power of two from `finestCell`, of which a disk has at most `most`. */
export function cellFor(size: Bytes, most: number): Bytes {
  let cell = finestCell;
  while (cell * most < size) cell *= 2;
  return cell;
}

/** A whole disk as far as it has been looked at; the last snapshot has looked at all of it. */
export interface MapSnapshot {
  readonly size: Bytes;
  /** The unit of allocation; null where nothing is allocated piecemeal. */
  readonly blockSize: Bytes | null;
  /** Looked at so far, from the start on. */
  readonly known: Bytes;
  /** Of what is known: how much there is of each kind. */
  readonly totals: BytesByKind;
  /** Bytes of the disk in one cell. */
  readonly cell: Bytes;
  /**
   * The cells in order, in base64: for each a byte per kind in the order of `mapKinds`, in shares of 255. A kind that is there at
   * all has a share of at least one. A cell that is not known yet has none.
   */
  readonly cells: string;
  /** True when the image is damaged, so that it was read around its damage. */
  readonly isSalvaged: boolean;
}

export interface MapRange extends ByteRange {
  readonly kind: MapKind;
}

/** Where bytes of a disk lie. */
export interface StoredPlace {
  /** The path of the file. */
  readonly file: string;
  readonly offset: Bytes;
}
