import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import type { CheckOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { judgePlace, type BlockFault } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import { NumberList } from './number-list.ts';
import { dataAlignment } from './plan.ts';
import type { BlockTable } from './table.ts';

/** Where the blocks of an image lie. */
export interface PlaceSurvey {
  readonly allocated: number;
  /** Entries that cannot be right. */
  readonly faults: number;
  /** Whether there were so many of them that the walk was given up. */
  readonly isHopeless: boolean;
  /** Whether any block lies behind the end of the data, in part or as a whole. */
  readonly reachesBeyondFile: boolean;
  /** Where the last of the blocks ends that are not whole in the file. */
  readonly cutEnd: Bytes;
  /** The first sectors of the blocks that are whole; sorted. At most as many as the limit for tables allows. */
  readonly starts: Uint32Array;
  /** How many there are of them in all. */
  readonly whole: number;
  /** The first sector of the last block of the disk, which may be cut at the end of the disk. */
  readonly lastStart: number | undefined;
}

/** Nobody makes such a table: a hostile one with billions of bad entries shall not take hours. */
const mostFaults = 1_000_000;

/** Walks the entries that the disk needs, and adds a finding for each that cannot be right. */
export async function surveyPlaces(
  table: BlockTable,
  isEndLost: boolean,
  { findings, limits, watch }: CheckOptions,
): Promise<PlaceSurvey> {
  const { name, dataEnd, blockSize } = table;
  const blocks = Math.ceil(table.virtualSize / blockSize);
  const codes: Readonly<Record<BlockFault, FindingCode>> = {
    misplaced: 'vhd.block-misplaced',
    outside: 'vhd.block-outside',
    'cut-off': isEndLost ? 'vhd.block-cut-off' : 'vhd.footer-inside-block',
  };
  const starts = new NumberList(Math.floor(limits.tableBytes / 4));
  let allocated = 0;
  let faults = 0;
  let unaligned = 0;
  let reachesBeyondFile = false;
  let cutEnd = 0;
  let lastStart: number | undefined;

  function add(block: number, entry: number): void {
    const { start, end, fault } = judgePlace(table, block, entry);
    allocated += 1;
    if (fault) {
      faults += 1;
      if (fault !== 'misplaced') reachesBeyondFile = true;
      if (fault === 'cut-off') cutEnd = Math.max(cutEnd, end);
      const where = { file: name, start: table.entries.start + 4 * block, length: 4 };
      findings.add(codes[fault], { name, block, start, end, room: dataEnd }, where);
      return;
    }
    starts.add(entry);
    if (block === blocks - 1) lastStart = entry;
    if ((start + table.bitmapLength) % dataAlignment !== 0) unaligned += 1;
  }

  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, watch.signal)) {
    for (const [i, entry] of entries.entries()) if (entry !== unallocated) add(first + i, entry);
    watch.report({ phase: 'check', done: 4 * (first + entries.length), total: 4 * blocks, unit: 'bytes' });
    if (faults > mostFaults) break;
  }

  const isHopeless = faults > mostFaults;
  if (isHopeless) findings.add('vhd.table-destroyed', { name, faults: mostFaults });
  if (starts.count > starts.kept) {
    findings.add('vhd.places-not-compared', { name, count: starts.count, compared: starts.kept });
  }
  if (unaligned > 0) findings.add('vhd.unaligned', { name, count: unaligned, allocated });
  return {
    allocated,
    faults,
    isHopeless,
    reachesBeyondFile,
    cutEnd: roundUp(cutEnd, sectorSize),
    starts: starts.sorted(),
    whole: starts.count,
    lastStart,
  };
}
