import { MiB, TiB, type Bytes } from '#shared/model/bytes.ts';

/** What a file may make Platter do before it is refused. Every number read from a file meets one of these, or the file's own size. */
export interface Limits {
  /** Tables that must be held in memory at once; paged tables do not count. */
  readonly tableBytes: Bytes;
  /** Descriptor text. */
  readonly textBytes: Bytes;
  readonly virtualSize: Bytes;
  /** Files of one image: a descriptor and its extents. */
  readonly files: number;
  /** Layers of one chain. */
  readonly chain: number;
}

export const defaultLimits: Limits = {
  tableBytes: 64 * MiB,
  textBytes: 4 * MiB,
  virtualSize: 8192 * TiB,
  files: 16_384,
  chain: 64,
};
