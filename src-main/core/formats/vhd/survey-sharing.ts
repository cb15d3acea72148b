import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { CheckOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { judgePlace } from './block-place.ts';
import { unallocated } from './layout.ts';
import { sharedPlaces, type SharedPlaces } from './shared-places.ts';
import type { PlaceSurvey } from './survey-places.ts';
import type { BlockTable } from './table.ts';

/** A block that lies where something else lies as well. */
export interface MisplacedBlock {
  readonly block: number;
  readonly start: Bytes;
  /** Bitmap and data, as far as the disk needs them. */
  readonly length: Bytes;
}

/** Each of them costs a copy; more of them are no damage that could be mended, but a table of nonsense. */
const mostShared = 1000;

interface Sharers extends PlaceSurvey {
  /** Ranges that belong to something else. */
  readonly taken: readonly ByteRange[];
  /** Whether there is a place where copies could go. */
  readonly isMendable: boolean;
}

/** Finds the blocks that overlap others, or something else. */
export async function surveySharing(
  table: BlockTable,
  { starts, lastStart, taken, isMendable }: Sharers,
  how: CheckOptions,
): Promise<{ readonly count: number; readonly shared: readonly MisplacedBlock[] }> {
  const { name, blockSize, bitmapLength, virtualSize } = table;
  const lastLength = virtualSize % blockSize === 0 ? blockSize : virtualSize % blockSize;
  const lengthOf = (start: number) => bitmapLength + (start === lastStart ? lastLength : blockSize);
  const places = sharedPlaces(starts, lengthOf, taken);
  const { count } = places;
  if (count > mostShared || (count > 0 && !isMendable)) {
    how.findings.add('vhd.blocks-overlap-unmended', { name, count });
    return { count, shared: [] };
  }
  const shared = count === 0 ? [] : await blocksAt(table, places, how);
  for (const { block, start, length } of shared) {
    how.findings.add('vhd.blocks-overlap', { name, block, start }, { file: name, start, length });
  }
  return { count, shared };
}

/** The numbers of the blocks in shared places, less one for each place where one may stay. */
async function blocksAt(
  table: BlockTable,
  { starts, mayStay }: SharedPlaces,
  { watch }: CheckOptions,
): Promise<readonly MisplacedBlock[]> {
  const indexes = new Map(Array.from(starts, (start, index) => [start, index]));
  const blocks = Math.ceil(table.virtualSize / table.blockSize);
  const shared: MisplacedBlock[] = [];
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, watch.signal)) {
    for (const [i, entry] of entries.entries()) {
      const index = entry === unallocated ? undefined : indexes.get(entry);
      if (index === undefined) continue;
      const { start, end, fault } = judgePlace(table, first + i, entry);
      if (fault) continue;
      if (mayStay[index] === 1) mayStay[index] = 0;
      else shared.push({ block: first + i, start, length: end - start });
    }
  }
  return shared;
}
