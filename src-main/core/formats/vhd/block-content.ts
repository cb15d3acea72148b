import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import type { WriteBack } from '../../io/write-back.ts';
import { setPresent } from './bitmap.ts';
import type { NewPlace } from './edit-space.ts';
import { readBitmap, type BlockPart, type BlockTable } from './table.ts';
import { clearRange } from '../../io/clear-range.ts';

/** What it takes to write into blocks. */
export interface BlockFile {
  readonly main: Writer;
  readonly table: BlockTable;
  /** The table reads its bitmaps through it. */
  readonly bitmaps: WriteBack;
  /** Whether a sector without its bit is a parent's. */
  readonly isChild: boolean;
}

/** Where the data of a part lies in the file when the bitmap of its block starts at `place`. */
export function dataOf({ bitmapLength, blockSize }: BlockTable, part: BlockPart, place: Bytes): ByteRange {
  return { start: place + bitmapLength + (part.start % blockSize), length: part.length };
}

/**
 * Makes a new block that holds `content`, or zeros, in the part, and zeros elsewhere. Nothing names it yet, so all of it is
 * written in any order, and flushed before its entry.
 */
export async function fillBlock(
  file: BlockFile,
  part: BlockPart,
  { start, stale }: NewPlace,
  content: Uint8Array | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const { main, bitmaps, table } = file;
  const data = dataOf(table, part, start);
  for (const range of content ? outside(stale, data) : [stale]) await clearRange(main, range, signal);
  const bitmap = newBitmap(file, part);
  // To the file, since the block must be whole before it has an entry; and to the cache, which may know what was here before.
  await main.write(start, bitmap, signal);
  await bitmaps.write(start, bitmap);
  if (content) await main.write(data.start, content, signal);
}

/** Puts `content`, or zeros, into a part of a block that is there. The bits follow by `setBits`. */
export async function overwrite(
  { main, table }: BlockFile,
  part: BlockPart,
  content: Uint8Array | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (part.place === undefined) return;
  const data = dataOf(table, part, part.place);
  if (content) await main.write(data.start, content, signal);
  else await clearRange(main, data, signal);
}

/** Calls the sectors of a part present, where its block is there. The bits are held back until the data is flushed. */
export async function setBits({ table, bitmaps }: BlockFile, part: BlockPart, signal?: AbortSignal): Promise<void> {
  const bitmap = await readBitmap(table, part, signal);
  if (!bitmap || part.place === undefined) return;
  const from = part.start % table.blockSize;
  if (setPresent(bitmap, from, from + part.length, table.bitmapOrder)) await bitmaps.write(part.place, bitmap);
}

/** In a child the sectors that it has; elsewhere all of them, as every program has it that writes VHDs. */
function newBitmap({ table, isChild }: BlockFile, part: BlockPart): Uint8Array {
  const bitmap = new Uint8Array(table.bitmapLength);
  if (!isChild) return bitmap.fill(0xff);
  const from = part.start % table.blockSize;
  setPresent(bitmap, from, from + part.length, table.bitmapOrder);
  return bitmap;
}

/** What remains of a range before and behind another one. */
function outside(range: ByteRange, other: ByteRange): readonly ByteRange[] {
  const before = Math.min(endOf(range), other.start) - range.start;
  const start = Math.max(range.start, endOf(other));
  return [
    { start: range.start, length: Math.max(0, before) },
    { start, length: Math.max(0, endOf(range) - start) },
  ];
}
