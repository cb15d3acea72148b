import { endOf, KiB, roundUp, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import { UnitSet } from '../../disk/unit-set.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { rangesOf, readBatmap } from './batmap.ts';
import { judgePlace, overlap } from './block-place.ts';
import type { FoundHeader } from './header.ts';
import { judgeLocators } from './judge-locators.ts';
import { sectorSize, unallocated } from './layout.ts';
import { NumberList } from './number-list.ts';
import type { BlockTable } from './table.ts';

/** What a walk over the whole block table tells a rescue. */
export interface RescueSurvey {
  /** The first sectors of blocks that lie where something else lies, at most one of which is right, or that seem to have slipped. */
  readonly shared: Pick<UnitSet, 'has'>;
  readonly hasShared: boolean;
  /** Entries that name a place where no block can be. */
  readonly faults: number;
  readonly allocated: number;
}

/** Walks the table. Remembers where every block starts, in at most the memory that tables may take; beyond, all is in doubt. */
export async function surveyForRescue(
  { main }: ImageFiles,
  table: BlockTable,
  found: FoundHeader,
  { limits, signal }: OpenOptions,
): Promise<RescueSurvey> {
  const { blockSize, bitmapLength, virtualSize, dataEnd } = table;
  const blocks = Math.ceil(virtualSize / blockSize);
  const starts = new NumberList(Math.floor(limits.tableBytes / 4));
  let faults = 0;
  let allocated = 0;
  let lastStart = -1;
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, signal)) {
    for (const [i, entry] of entries.entries()) {
      if (entry === unallocated) continue;
      allocated += 1;
      const { fault } = judgePlace(table, first + i, entry);
      if (fault) faults += 1;
      if (fault === 'misplaced' || fault === 'outside') continue;
      starts.add(entry);
      if (first + i === blocks - 1) lastStart = entry;
    }
  }
  const everything = { has: () => true };
  if (starts.count > starts.kept) return { shared: everything, hasShared: true, faults, allocated };

  const batmap = await readBatmap(main, found.header, { blocks, dataEnd, limit: limits.tableBytes }, signal);
  const taken = [...judgeLocators(found.header, table).ranges, ...(batmap ? rangesOf(batmap) : [])];
  // A last block that is cut off where the disk ends takes less; where another block names the same place, that one counts.
  const lastLength = virtualSize % blockSize || blockSize;
  const lengthOf = (start: number) => bitmapLength + (start === lastStart ? lastLength : blockSize);
  // Behind the last entry of the table, its sector may be filled with anything.
  const whole = table.metadata.map(({ start, length }) => ({ start, length: roundUp(length, sectorSize) }));
  const others = [...whole, ...taken].sort((a, b) => a.start - b.start);
  const shared = await doubtful(main, starts.sorted(), { lengthOf, others, taken, signal });
  return { shared, hasShared: shared.count > 0, faults, allocated };
}

interface Neighbours {
  readonly lengthOf: (start: number) => number;
  /** What lies in the file besides blocks, sorted. */
  readonly others: readonly ByteRange[];
  /** What of that blocks can lie on: the rest has been judged. */
  readonly taken: readonly ByteRange[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Of sorted starts those whose blocks share a byte with something else, and those that stand behind a gap that is not empty: the
 * entry may have slipped, and the gap is the beginning of the block.
 */
async function doubtful(
  main: Reader,
  starts: Uint32Array,
  { lengthOf, others, taken, signal }: Neighbours,
): Promise<UnitSet> {
  const found = new UnitSet(sectorSize);
  // The block that reaches furthest so far, and everything.
  let reaching = { start: -1, end: 0 };
  let usedEnd = 0;
  let next = 0;
  for (const start of starts) {
    const range = { start: start * sectorSize, length: lengthOf(start) };
    if (range.start < reaching.end) {
      found.add(start);
      found.add(reaching.start);
    }
    if (taken.some((other) => overlap(other, range))) found.add(start);
    for (let other = others[next]; other && other.start <= range.start; other = others[next]) {
      usedEnd = Math.max(usedEnd, endOf(other));
      next += 1;
    }
    const gap = { start: usedEnd, length: range.start - usedEnd };
    if (!(await isEmpty(main, gap, signal))) found.add(start);
    if (endOf(range) >= reaching.end) reaching = { start, end: endOf(range) };
    usedEnd = Math.max(usedEnd, endOf(range));
  }
  return found;
}

/** Whether a range of a file holds zeros only; a range of no length does. */
async function isEmpty(file: Reader, { start, length }: ByteRange, signal?: AbortSignal): Promise<boolean> {
  const buffer = new Uint8Array(Math.min(Math.max(length, 0), 256 * KiB));
  for (let done = 0; done < length; done += buffer.length) {
    // What the host knows to be a hole need not be read: gaps of a hostile file can be of any size.
    const stored = file.nextData ? file.nextData(start + done) : { start: start + done };
    if (!stored) return true;
    done = Math.max(done, stored.start - start);
    if (done >= length) return true;
    const piece = buffer.subarray(0, Math.min(buffer.length, length - done));
    await file.read(start + done, piece, signal);
    if (!isZero(piece)) return false;
  }
  return true;
}
