import type { Bytes } from '#shared/model/bytes.ts';
import { sectorSize } from './layout.ts';

/** How the bits of a bitmap are stored: byte by byte, or with the bytes of each 32-bit word reversed. */
export type BitmapOrder = 'bytes' | 'words-reversed';

/** A run of sectors that are all present, or all absent; in bytes of the block. */
export interface SectorRun {
  readonly start: Bytes;
  readonly end: Bytes;
  readonly isPresent: boolean;
}

/** The runs between two places of a block. The bit of sector 0 is the highest one of the first byte. */
export function* sectorRuns(
  bitmap: Uint8Array,
  from: Bytes,
  to: Bytes,
  order: BitmapOrder = 'bytes',
): Generator<SectorRun> {
  const flip = order === 'bytes' ? 0 : 3;
  const last = Math.ceil(to / sectorSize);
  for (let start = from; start < to;) {
    const first = Math.floor(start / sectorSize);
    const isPresent = (byteOf(first) & bitOf(first)) !== 0;
    const end = Math.min(to, endOfRun(first, isPresent) * sectorSize);
    yield { start, end, isPresent };
    start = end;
  }

  function endOfRun(first: number, isPresent: boolean): number {
    const uniform = isPresent ? 0xff : 0;
    let sector = first + 1;
    while (sector < last) {
      const byte = byteOf(sector);
      // Bytes are skipped whole where that is possible: most bitmaps are all ones.
      if (sector % 8 === 0 && byte === uniform) sector += 8;
      else if (((byte & bitOf(sector)) !== 0) === isPresent) sector += 1;
      else break;
    }
    return sector;
  }

  function byteOf(sector: number): number {
    return bitmap[(sector >> 3) ^ flip] ?? 0;
  }
}

/** Calls the sectors between two places of a block present. Returns whether that changed anything. */
export function setPresent(bitmap: Uint8Array, from: Bytes, to: Bytes, order: BitmapOrder = 'bytes'): boolean {
  const flip = order === 'bytes' ? 0 : 3;
  let isChanged = false;
  for (let sector = from / sectorSize; sector < to / sectorSize; sector += 1) {
    const index = (sector >> 3) ^ flip;
    const byte = bitmap[index] ?? 0;
    const withBit = byte | bitOf(sector);
    isChanged ||= withBit !== byte;
    bitmap[index] = withBit;
  }
  return isChanged;
}

function bitOf(sector: number): number {
  return 0x80 >> (sector & 7);
}
