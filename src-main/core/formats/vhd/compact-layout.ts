import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { LastBlock } from './edit-survey.ts';
import { sectorSize } from './layout.ts';
import { alignedPlace, dataAlignment } from './plan.ts';

/** What takes space in an image. */
export interface Content {
  readonly bitmapLength: Bytes;
  readonly blockSize: Bytes;
  /** The sectors at which the blocks start that stay, in order. */
  readonly starts: Uint32Array;
  readonly last: LastBlock | undefined;
  /** What is no block, and stays where it is. */
  readonly reserved: readonly ByteRange[];
}

/** How blocks come to lie in the lowest places. */
export interface CompactLayout {
  /** Blocks that start at this sector or behind it move. */
  readonly boundary: number;
  /** How many these are. */
  readonly moves: number;
  /** Where the content ends then. */
  readonly end: Bytes;
}

/**
 * Moves the highest blocks into the lowest places, as long as the end of the content comes down by that. A block is never
 * moved by less than its length: it could not be copied without overwriting itself.
 */
export function planLayout(content: Content): CompactLayout {
  const { starts, bitmapLength, blockSize } = content;
  const length = bitmapLength + blockSize;
  const reservedEnd = endOfContent({ ...content, starts: starts.subarray(0, 0) });
  let staying = starts.length;
  let end = reservedEnd;
  for (const place of freePlaces(content)) {
    const highest = rangeOf(content, staying - 1);
    if (!highest || place + length > highest.start || endOf(highest) <= reservedEnd) break;
    staying -= 1;
    end = Math.max(end, place + length);
  }
  return {
    boundary: starts[staying] ?? Infinity,
    moves: starts.length - staying,
    end: Math.max(end, endOfContent({ ...content, starts: starts.subarray(0, staying) })),
  };
}

/** Where the space in use ends, in whole sectors. */
export function endOfContent(content: Content): Bytes {
  const highest = rangeOf(content, content.starts.length - 1);
  return roundUp(Math.max(highest ? endOf(highest) : 0, ...content.reserved.map(endOf)), sectorSize);
}

/** The places between what is there in which a whole block fits, from the lowest on. */
export function* freePlaces(content: Content): Generator<Bytes, void, void> {
  const { bitmapLength, blockSize } = content;
  const length = bitmapLength + blockSize;
  const alignment = alignmentOf(content);
  let end = 0;
  for (const range of inOrder(content)) {
    let place = alignedPlace(end, bitmapLength, alignment);
    for (; place + length <= range.start; place = alignedPlace(place + length, bitmapLength, alignment)) yield place;
    end = Math.max(end, endOf(range));
  }
}

/** Where all blocks are aligned, they stay so; QEMU and Virtual PC put them side by side. */
function alignmentOf({ starts, bitmapLength }: Content): Bytes {
  const isAligned = starts.every((sector) => (sector * sectorSize + bitmapLength) % dataAlignment === 0);
  return isAligned ? dataAlignment : sectorSize;
}

/** Everything that takes space, by its start. */
function* inOrder(content: Content): Generator<ByteRange, void, void> {
  const others = content.reserved.toSorted((a, b) => a.start - b.start);
  let next = 0;
  for (let index = 0; index < content.starts.length; index += 1) {
    const block = rangeOf(content, index);
    if (!block) return;
    for (let other = others[next]; other && other.start <= block.start; other = others[next]) {
      yield other;
      next += 1;
    }
    yield block;
  }
  yield* others.slice(next);
}

function rangeOf(content: Content, index: number): ByteRange | undefined {
  const sector = content.starts[index];
  return sector === undefined ? undefined : { start: sector * sectorSize, length: lengthOf(content, sector) };
}

/** What the block takes that starts at a sector. */
export function lengthOf(
  { bitmapLength, blockSize, last }: Omit<Content, 'starts' | 'reserved'>,
  sector: number,
): Bytes {
  return sector === last?.sector ? last.length : bitmapLength + blockSize;
}
