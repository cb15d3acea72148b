import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import { sectorRuns } from './bitmap.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { RescueSurvey } from './rescue-survey.ts';
import { blockParts, readBitmap, type BlockPart, type BlockTable } from './table.ts';

/** An image that is being rescued. */
export interface RescuedBlocks {
  readonly main: Reader;
  readonly table: BlockTable;
  readonly survey: RescueSurvey;
  /** Whether what a bitmap calls absent is the parent's. In a base it is zero, in the file as well. */
  readonly isChild: boolean;
}

/** A part of a block that the file holds, as far as its bitmap can be believed. */
interface JudgedPart {
  readonly bitmap: Uint8Array;
  /** Where the data of the block starts in the file. */
  readonly data: Bytes;
  /** Whether another block, or nothing at all, may be what is here. */
  readonly isDoubtful: boolean;
}

/**
 * The runs of `range`. What is out of reach is lost. What is in doubt has no place, so that its driver reads it and tells: blocks
 * that share their place, blocks whose bitmap is empty or cannot be read, and in a base all that a bitmap calls absent.
 */
export async function* rescueExtents(
  blocks: RescuedBlocks,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly Extent[]> {
  const list = new ExtentList();
  for await (const parts of blockParts(blocks.table, range, signal)) {
    for (const part of parts) {
      const judged = await judgePart(blocks, part, signal);
      if (judged) addPart(list, blocks, part, judged);
      else list.run(part.entry === unallocated ? 'hole' : 'lost', part.start, part.length);
      if (list.isFull) yield list.take();
    }
  }
  yield list.finish();
}

/** Reads what `rescueExtents` gave no place, and tells what of it is not to be trusted. */
export async function readDoubtful(
  blocks: RescuedBlocks,
  { start: at, target }: { readonly start: Bytes; readonly target: Uint8Array },
  lost: (range: ByteRange) => void,
  signal?: AbortSignal,
): Promise<void> {
  const range = { start: at, length: target.length };
  for await (const parts of blockParts(blocks.table, range, signal)) {
    for (const part of parts) {
      const judged = await judgePart(blocks, part, signal);
      if (!judged) continue;
      const content = target.subarray(part.start - at, part.start - at + part.length);
      await readPart(blocks, part, judged, { content, lost, signal });
    }
  }
}

async function judgePart(
  { table, survey }: RescuedBlocks,
  part: BlockPart,
  signal?: AbortSignal,
): Promise<JudgedPart | undefined> {
  const { place, entry } = part;
  const bitmap = await readBitmap(table, part, signal);
  if (place === undefined || !bitmap) return undefined;
  const data = place + table.bitmapLength;
  const isUnread = (table.bitmaps.unread?.({ start: place, length: table.bitmapLength }) ?? []).length > 0;
  if (isUnread) return { bitmap: bitmap.fill(0xff), data, isDoubtful: true };
  if (survey.shared.has(entry)) return { bitmap, data, isDoubtful: true };
  // Nobody makes room for a block of which no sector is there: what looks like its bitmap is something else.
  return { bitmap, data, isDoubtful: isZero(bitmap) };
}

function addPart(
  list: ExtentList,
  { table, isChild }: RescuedBlocks,
  part: BlockPart,
  { bitmap, data, isDoubtful }: JudgedPart,
): void {
  const blockStart = part.block * table.blockSize;
  for (const run of runsOf(table, part, bitmap)) {
    const reachable = Math.max(run.start, Math.min(run.end, table.dataEnd - data));
    const start = blockStart + run.start;
    const length = reachable - run.start;
    if (isDoubtful) list.run('data', start, length);
    else if (run.isPresent) {
      if (length > 0) list.stored(start, length, 0, data + run.start);
    } else list.run(isChild ? 'hole' : 'data', start, length);
    const isKnown = !isDoubtful && !run.isPresent;
    const rest = isKnown ? 'hole' : 'lost';
    if (reachable < run.end) list.run(rest, blockStart + reachable, run.end - reachable);
  }
}

interface Reading {
  readonly content: Uint8Array;
  readonly lost: (range: ByteRange) => void;
  readonly signal: AbortSignal | undefined;
}

async function readPart(
  { main, table }: RescuedBlocks,
  part: BlockPart,
  { bitmap, data, isDoubtful }: JudgedPart,
  { content, lost, signal }: Reading,
): Promise<void> {
  const blockStart = part.block * table.blockSize;
  const inPart = blockStart - part.start;
  for (const run of runsOf(table, part, bitmap)) {
    const target = content.subarray(inPart + run.start, inPart + run.end);
    await main.read(data + run.start, target, signal);
    const isUnread = (main.unread?.({ start: data + run.start, length: target.length }) ?? []).length > 0;
    if (run.isPresent) continue;
    if (!isDoubtful && isUnread) lost({ start: blockStart + run.start, length: target.length });
    else if (!isDoubtful && !isZero(target)) lostSectors(target, blockStart + run.start, lost);
    target.fill(0);
  }
  if (isDoubtful) lost(part);
}

/** Of sectors that should be zero, tells those that are not. */
function lostSectors(target: Uint8Array, start: Bytes, lost: (range: ByteRange) => void): void {
  for (let at = 0; at < target.length; at += sectorSize) {
    const sector = target.subarray(at, at + sectorSize);
    if (!isZero(sector)) lost({ start: start + at, length: sector.length });
  }
}

function runsOf(table: BlockTable, { block, start, length }: BlockPart, bitmap: Uint8Array) {
  const blockStart = block * table.blockSize;
  return sectorRuns(bitmap, start - blockStart, start + length - blockStart, table.bitmapOrder);
}
