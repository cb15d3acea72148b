import { KiB, type Bytes } from '#shared/model/bytes.ts';
import type { MeasurePlan, Sink } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { takeSpace } from '../../io/take-space.ts';
import type { VmdkOptions } from './options.ts';

/** The block of common file systems: smaller writes would only be rounded up there. */
const granularity: Bytes = 4 * KiB;

/** How extents of full size are written, whatever their number. */
export const flatExtents = {
  type: 'FLAT',
  granularity: () => granularity,
  open: openFlat,
  measure: (_: readonly Bytes[], { virtualSize }: MeasurePlan<VmdkOptions>) => virtualSize,
} as const;

/** Gives an extent its full length, with the space for it, and writes every byte where it belongs. */
async function openFlat(file: Writer, { length }: { readonly length: Bytes }): Promise<Sink> {
  await takeSpace(file, length);
  return {
    granularity,
    data: (at, bytes, signal) => file.write(at, bytes, signal),
    finish: () => Promise.resolve(),
  };
}
