import { endOf, MiB, roundDown, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';

/** A stretch of the disk that is handled at once: it holds all data between its bounds, and zeros elsewhere. */
export interface Window extends ByteRange {
  /** The data inside, in order; parts of larger extents. */
  readonly pieces: readonly Extent[];
}

/** Windows never cross a multiple of this. Large enough to keep disks busy, small enough to have several in memory. */
export const windowSize: Bytes = 2 * MiB;

/**
 * Cuts the data of a disk into windows. Where there is no data there is no window, so empty disks cost nothing.
 * @param unit bounds of windows are multiples of this; divides `windowSize`
 * @param limit no window reaches beyond it, whatever its unit
 */
export async function* windowsOf(
  extents: AsyncIterable<readonly Extent[]>,
  options: { readonly unit: Bytes; readonly limit: Bytes },
): AsyncGenerator<Window> {
  let pieces: Extent[] = [];
  let number = -1;
  for await (const batch of extents) {
    for (const extent of batch) {
      if (extent.kind !== 'data') continue;
      for (let at = extent.start; at < endOf(extent);) {
        const home = Math.floor(at / windowSize);
        const end = Math.min(endOf(extent), (home + 1) * windowSize);
        if (home !== number && pieces.length > 0) {
          yield windowAround(pieces, options);
          pieces = [];
        }
        number = home;
        pieces.push(part(extent, at, end));
        at = end;
      }
    }
  }
  if (pieces.length > 0) yield windowAround(pieces, options);
}

function part(extent: Extent, start: Bytes, end: Bytes): Extent {
  const length = end - start;
  const { stored } = extent;
  if (!stored) return { kind: 'data', start, length };
  return { kind: 'data', start, length, stored: { ...stored, start: stored.start + start - extent.start, length } };
}

function windowAround(pieces: readonly Extent[], { unit, limit }: { unit: Bytes; limit: Bytes }): Window {
  const start = roundDown(pieces[0]?.start ?? 0, unit);
  const last = pieces.at(-1);
  const end = Math.min(roundUp(last ? endOf(last) : start, unit), limit);
  return { start, length: end - start, pieces };
}
