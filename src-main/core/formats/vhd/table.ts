import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import type { Reader } from '../../io/reader.ts';
import { entryRuns, type EntryTable } from '../../layout/entry-table.ts';
import { sectorRuns, type BitmapOrder } from './bitmap.ts';
import { placeOf } from './block-place.ts';

/** A block table with all that is needed to find the sectors of the blocks it names. */
export interface BlockTable {
  readonly name: string;
  readonly virtualSize: Bytes;
  readonly blockSize: Bytes;
  readonly bitmapLength: Bytes;
  readonly bitmapOrder: BitmapOrder;
  readonly bitmaps: Reader;
  readonly entries: EntryTable;
  /** What no block may lie on. */
  readonly metadata: readonly ByteRange[];
  /** Where the footer starts, or the file ends. */
  readonly dataEnd: Bytes;
  readonly tolerance: 'strict' | 'rescue';
}

/** The wanted part of one block, in bytes of the disk; `place` is where its bitmap starts in the file. */
export interface BlockPart extends ByteRange {
  readonly block: number;
  readonly entry: number;
  readonly place: Bytes | undefined;
}

/** Blocks that are dealt with at the same time. */
const blocksAtOnce = 32;

/**
 * The runs of `range`, which lies inside the disk: sectors that are present, and holes. Throws `vhd.block-place` and
 * `vhd.block-truncated`. A rescue has its own: see rescue-blocks.ts.
 */
export async function* extentsOf(
  table: BlockTable,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly Extent[]> {
  const list = new ExtentList();
  for await (const parts of blockParts(table, range, signal)) {
    const bitmaps = await Promise.all(parts.map((part) => readBitmap(table, part, signal)));
    for (const [i, part] of parts.entries()) {
      addPart(list, table, part, bitmaps[i]);
      // At once, since a single block can have as many runs as sectors.
      if (list.isFull) yield list.take();
    }
  }
  yield list.finish();
}

/** `range`, which lies inside the disk, cut at the blocks: a few of them at a time. Throws as `extentsOf` does. */
export async function* blockParts(
  table: BlockTable,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly BlockPart[]> {
  const first = Math.floor(range.start / table.blockSize);
  const end = Math.ceil(endOf(range) / table.blockSize);
  for await (const { first: block, entries } of entryRuns(table.entries, first, end, signal)) {
    for (let at = 0; at < entries.length; at += blocksAtOnce) {
      yield partsOf(table, range, block + at, entries.subarray(at, at + blocksAtOnce));
    }
  }
}

/** What is wanted of each of the blocks from `first`, and where it lies. */
function partsOf(table: BlockTable, range: ByteRange, first: number, entries: Uint32Array): readonly BlockPart[] {
  return Array.from(entries, (entry, i) => {
    const block = first + i;
    const start = Math.max(range.start, block * table.blockSize);
    const length = Math.min(endOf(range), (block + 1) * table.blockSize) - start;
    return { block, entry, start, length, place: placeOf(table, block, entry) };
  });
}

/** The bitmap of a block; undefined when the file does not hold the block. */
export async function readBitmap(
  table: BlockTable,
  { place }: BlockPart,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (place === undefined) return undefined;
  const bitmap = new Uint8Array(table.bitmapLength);
  await table.bitmaps.read(place, bitmap, signal);
  return bitmap;
}

function addPart(list: ExtentList, table: BlockTable, part: BlockPart, bitmap: Uint8Array | undefined): void {
  const { block, start, length, place } = part;
  if (place === undefined || bitmap === undefined) {
    list.run('hole', start, length);
    return;
  }
  const blockStart = block * table.blockSize;
  const data = place + table.bitmapLength;
  for (const run of sectorRuns(bitmap, start - blockStart, start + length - blockStart, table.bitmapOrder)) {
    // In strict reading, blocks that reach further have been refused.
    const reachable = Math.max(run.start, Math.min(run.end, table.dataEnd - data));
    const stored = run.isPresent ? reachable - run.start : 0;
    if (stored > 0) list.stored(blockStart + run.start, stored, 0, data + run.start);
    if (run.start + stored < run.end) list.run('hole', blockStart + run.start + stored, run.end - run.start - stored);
  }
}
