import { z } from 'zod';
import { mapKinds, mostCells, mostRanges, type MapRange, type MapSnapshot, type StoredPlace } from '../model/map.ts';
import { call, stream } from '../rpc/define.ts';

const bytes = z.number().int().nonnegative();
/** `format` is needed for raw images. */
const image = z.object({ path: z.string().min(1), format: z.string().optional() });
const range = image.extend({ start: bytes, length: z.number().int().positive() });

const snapshot = z.object({
  size: bytes,
  blockSize: bytes.nullable(),
  known: bytes,
  totals: z.object({ data: bytes, parent: bytes, zero: bytes, hole: bytes, lost: bytes }),
  cell: z.number().int().positive(),
  cells: z.string(),
  isSalvaged: z.boolean(),
}) satisfies z.ZodType<MapSnapshot>;

const mapRange = z.object({ start: bytes, length: bytes, kind: z.enum(mapKinds) }) satisfies z.ZodType<MapRange>;
const place = z.object({ file: z.string(), offset: bytes }) satisfies z.ZodType<StoredPlace>;

export const map = {
  /**
   * The whole disk: snapshots while it is being looked at, the last one complete. A damaged image is read around its damage; one
   * that cannot be opened at all is refused.
   */
  watch: stream(image, snapshot),
  /** Equal cells from `start` on, encoded as those of a snapshot; behind the end of the disk they are empty. */
  cells: call(
    image.extend({
      start: bytes,
      cell: z.number().int().positive(),
      count: z.number().int().min(1).max(mostCells),
    }),
    z.object({ cells: z.string() }),
  ),
  /** The ranges of a part of the disk, neighbours of one kind as one; at most 500, up to `end`. */
  ranges: call(range, z.object({ ranges: z.array(mapRange).max(mostRanges), end: bytes })),
  /** Where a part of the disk is stored, if all of it lies in one piece and uncompressed. */
  locate: call(range, z.object({ place: place.nullable() })),
};
