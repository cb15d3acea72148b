import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import { overlap } from './block-place.ts';
import { sectorSize } from './layout.ts';

/** Blocks that lie where something else lies as well, by the sector in which they start. */
export interface SharedPlaces {
  /** Ascending, each once. */
  readonly starts: Uint32Array;
  /** For each of them 1 where one block may stay, because nothing but the same place is the matter; else 0. */
  readonly mayStay: Uint8Array;
  /** How many blocks have to go somewhere else until nothing is shared. */
  readonly count: number;
}

/**
 * Finds the blocks that overlap: of each pair the one behind, and of several in the same place all but one.
 * @param starts sorted, in sectors
 * @param lengthOf bytes of the block that starts there
 * @param taken ranges that belong to something else, in bytes
 */
export function sharedPlaces(
  starts: Uint32Array,
  lengthOf: (start: number) => number,
  taken: readonly ByteRange[],
): SharedPlaces {
  const shared = new Uint32Array(starts.length);
  const mayStay = new Uint8Array(starts.length);
  let found = 0;
  let count = 0;
  let previous = -1;
  let keptEnd = 0;
  for (const start of starts) {
    const range = { start: start * sectorSize, length: lengthOf(start) };
    if (start === previous) {
      count += 1;
      // The place is in the list already unless the first block there was alone so far.
      if (shared[found - 1] !== start || found === 0) {
        shared[found] = start;
        mayStay[found] = 1;
        found += 1;
      }
    } else if (range.start < keptEnd || taken.some((other) => overlap(other, range))) {
      count += 1;
      shared[found] = start;
      found += 1;
    } else {
      keptEnd = endOf(range);
    }
    previous = start;
  }
  return { starts: shared.slice(0, found), mayStay: mayStay.slice(0, found), count };
}

/** Unused space between things that are used. */
interface Gaps {
  readonly bytes: number;
  readonly places: number;
  /** The first byte after everything. */
  readonly usedEnd: number;
}

/**
 * Measures the gaps of at least `least` bytes between blocks and other ranges; what follows the last one is not counted.
 * @param starts sorted, in sectors; each block takes `blockLength` bytes
 */
export function gapsBetween(
  starts: Uint32Array,
  blockLength: number,
  others: readonly ByteRange[],
  least: number,
): Gaps {
  const sorted = others.toSorted((a, b) => a.start - b.start);
  let bytes = 0;
  let places = 0;
  let usedEnd = 0;
  let next = 0;

  function use(range: ByteRange): void {
    const gap = range.start - usedEnd;
    if (gap >= least) {
      bytes += gap;
      places += 1;
    }
    usedEnd = Math.max(usedEnd, endOf(range));
  }

  for (const start of starts) {
    const at = start * sectorSize;
    for (let other = sorted[next]; other && other.start <= at; other = sorted[next]) {
      use(other);
      next += 1;
    }
    use({ start: at, length: blockLength });
  }
  for (const other of sorted.slice(next)) use(other);
  return { bytes, places, usedEnd };
}
