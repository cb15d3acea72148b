import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { ExtentLine } from './descriptor.ts';
import { sectorSize } from './layout.ts';

/** What the extents of a set are to be. */
export interface NewExtents {
  /** How many of the present ones stay. */
  readonly kept: number;
  /** The last of these, where it begins on the disk, and what it is to hold. */
  readonly last: ExtentLine;
  readonly start: Bytes;
  readonly length: Bytes;
  /** What each further extent holds. */
  readonly added: readonly Bytes[];
}

/** New extents begin at a multiple of every usual grain. */
const alignment: Bytes = 64 * KiB;

/**
 * Spreads another size over the extents: the last one grows until it is as large as programs make them, then others follow. A file
 * that also holds other extents cannot grow.
 * @param lines at least one
 * @param extentBytes what one file may hold; infinite for one that holds all of the disk
 */
export function planExtents(lines: readonly ExtentLine[], virtualSize: Bytes, extentBytes: Bytes): NewExtents {
  let start = 0;
  for (const [i, last] of lines.entries()) {
    const present = last.sectors * sectorSize;
    const isFinal = i === lines.length - 1;
    if (isFinal || start + present >= virtualSize) {
      const isShared = lines.filter(({ fileName }) => isSameName(fileName, last.fileName)).length > 1;
      const most = isShared ? present : Math.max(extentBytes, roundUp(present, alignment));
      const length = Math.min(virtualSize - start, most);
      return { kept: i + 1, last, start, length, added: piecesOf(virtualSize - start - length, extentBytes) };
    }
    start += present;
  }
  throw new RangeError('A disk has at least one extent');
}

function piecesOf(length: Bytes, most: Bytes): readonly Bytes[] {
  if (length <= 0) return [];
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => Math.min(most, length - i * most));
}

/** Names that differ in case only may mean one file. */
export function isSameName(a = '', b = ''): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
