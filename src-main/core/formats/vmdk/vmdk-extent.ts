import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';

/** An extent in VMware's sense: one line of the descriptor, a piece of the disk held by one file or by none. */
export interface VmdkExtent extends ByteRange {
  /** The unit of allocation; null where nothing is allocated piecemeal. */
  readonly grainBytes: Bytes | null;
  /** The runs of a range of the disk that lies inside this extent, in disk offsets: as `Layer.extents`. */
  runs(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]>;
  /** As `Layer.isCompressed`; absent where that is not known before its content is asked for. */
  readonly isCompressed?: boolean;
  /** As `Layer.readStored`, inside this extent. Absent where nothing is ever compressed. */
  readonly readStored?: (at: Bytes, target: Uint8Array, signal?: AbortSignal) => Promise<void>;
}

/** Where an extent lies on the disk, and which file of the layer holds it. */
export interface ExtentPlace extends ByteRange {
  readonly file: number;
}
