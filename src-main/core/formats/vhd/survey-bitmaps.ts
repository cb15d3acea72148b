import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { CheckOptions } from '../../disk/format.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { callsFull, type Batmap } from './batmap.ts';
import { sectorRuns, type SectorRun } from './bitmap.ts';
import { judgePlace } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import { NumberList } from './number-list.ts';
import type { BlockTable } from './table.ts';

/** What the bitmaps are compared with. */
interface Comparisons {
  readonly main: Reader;
  readonly batmap: Batmap | undefined;
  /** In a differencing image a sector that is not present is the parent's, and what lies there is of no interest. */
  readonly isChild: boolean;
  /** How many blocks there are whose bitmaps can be read. */
  readonly count: number;
}

interface PresentBlock {
  readonly block: number;
  readonly bitmap: Uint8Array;
  readonly data: Bytes;
}

/** Bitmaps that are read at the same time. */
const bitmapsAtOnce = 32;

/**
 * Sectors that their bitmap calls absent are read to see whether they are empty. Healthy images have few of them; of an
 * image whose bitmaps were never kept, this much is enough to see it.
 */
const absentBudget: Bytes = 64 * MiB;

const readAtOnce: Bytes = 1 * MiB;

/** Reads the bitmaps of all whole blocks. Adds `vhd.absent-data`, and returns the blocks that the batmap is wrong about. */
export async function surveyBitmaps(
  table: BlockTable,
  { main, batmap, isChild, count }: Comparisons,
  { findings, limits, watch }: CheckOptions,
): Promise<Uint32Array> {
  const { name, blockSize, virtualSize, bitmapLength } = table;
  const full = new Uint8Array(bitmapLength).fill(0xff);
  const stale = new NumberList(Math.floor(limits.tableBytes / 4));
  if (isChild && !batmap) return stale.sorted();

  let done = 0;
  let budget = absentBudget;
  for await (const group of presentBlocks(table, watch.signal)) {
    done += group.length * bitmapLength;
    watch.report({ phase: 'check', done, total: count * bitmapLength, unit: 'bytes' });
    for (const { block, bitmap, data } of group) {
      if (Buffer.compare(bitmap, full) === 0) continue;
      const length = Math.min(blockSize, virtualSize - block * blockSize);
      const absent = [...sectorRuns(bitmap, 0, length, table.bitmapOrder)].filter(({ isPresent }) => !isPresent);
      if (absent.length > 0 && batmap && callsFull(batmap, block)) stale.add(block);
      if (isChild) continue;
      const { at, read } = await firstContent(main, { data, absent, most: budget }, watch.signal);
      budget -= read;
      if (at === undefined) continue;
      findings.add('vhd.absent-data', { name, block, start: at }, { file: name, start: at, length: sectorSize });
    }
  }
  const blocks = stale.sorted();
  if (batmap && blocks[0] !== undefined) {
    const where = { file: name, start: batmap.start, length: batmap.stored.length };
    findings.add('vhd.batmap-stale', { name, count: stale.count, block: blocks[0] }, where);
  }
  return blocks;
}

async function* presentBlocks(table: BlockTable, signal: AbortSignal): AsyncGenerator<readonly PresentBlock[]> {
  const blocks = Math.ceil(table.virtualSize / table.blockSize);
  let group: Promise<PresentBlock>[] = [];
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, signal)) {
    for (const [i, entry] of entries.entries()) {
      if (entry === unallocated) continue;
      const { start, fault } = judgePlace(table, first + i, entry);
      if (fault) continue;
      group.push(readBitmap(table, first + i, start, signal));
      if (group.length < bitmapsAtOnce) continue;
      yield await Promise.all(group);
      group = [];
    }
  }
  yield await Promise.all(group);
}

async function readBitmap(table: BlockTable, block: number, start: Bytes, signal: AbortSignal): Promise<PresentBlock> {
  const bitmap = new Uint8Array(table.bitmapLength);
  await table.bitmaps.read(start, bitmap, signal);
  return { block, bitmap, data: start + table.bitmapLength };
}

interface AbsentSectors {
  /** Where the data of the block starts. */
  readonly data: Bytes;
  readonly absent: readonly SectorRun[];
  /** What may be read. */
  readonly most: Bytes;
}

/** The first sector of those that holds anything. Holes of the host cost nothing to look at. */
async function firstContent(
  file: Reader,
  { data, absent, most }: AbsentSectors,
  signal: AbortSignal,
): Promise<{ readonly at: Bytes | undefined; readonly read: Bytes }> {
  let read = 0;
  for (const run of absent) {
    const end = data + run.end;
    for (let at = data + run.start; at < end && read < most;) {
      const stored = file.nextData ? file.nextData(at) : { start: at, length: end - at };
      if (!stored || stored.start >= end) break;
      // Hosts tell their holes in blocks of their own; sectors begin where the run does.
      const from = stored.start - ((stored.start - at) % sectorSize);
      const content = new Uint8Array(Math.min(readAtOnce, end - from));
      await file.read(from, content, signal);
      read += content.length;
      for (let sector = 0; sector < content.length; sector += sectorSize) {
        if (!isZero(content.subarray(sector, sector + sectorSize))) return { at: from + sector, read };
      }
      at = from + content.length;
    }
  }
  return { at: undefined, read };
}
