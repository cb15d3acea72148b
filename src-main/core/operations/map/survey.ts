import { GiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { cellFor } from '#shared/model/map.ts';
import { openSource, type SourceInput } from '../open-source.ts';
import { createBreath } from './breathe.ts';
import { CellGrid } from './cell-grid.ts';
import { mapRuns } from './map-runs.ts';
import { filesOfChain, isDamage, salvaging } from './map-source.ts';

/** Cells of a survey, whatever the size of the disk: 5 MiB of memory, and 8 MiB of the disk in a cell where that has 2 TiB. */
const surveyCells = 1 << 18;

/** What a walk over a whole disk tells. */
export interface Survey {
  readonly size: Bytes;
  /** The unit of allocation; null where nothing is allocated piecemeal. */
  readonly blockSize: Bytes | null;
  readonly grid: CellGrid;
  /** Looked at so far, from the start on. */
  readonly known: Bytes;
  readonly isSalvaged: boolean;
  /** The paths of all files that have a say in it. */
  readonly files: readonly string[];
}

/**
 * Walks over a whole disk and tells how far it is: at first that nothing is known, every now and then more, and at last everything.
 * Reads tables only, and lets others have their turn. Where damage stops it, it begins again around the damage. Throws what opening
 * throws.
 */
export async function* survey(input: SourceInput, signal: AbortSignal): AsyncGenerator<Survey, void> {
  try {
    yield* walk(input, signal);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    yield* walk(salvaging(input), signal);
  }
}

async function* walk(input: SourceInput, signal: AbortSignal): AsyncGenerator<Survey, void> {
  await using image = await openSource(input, signal);
  const { disk } = image;
  const size = disk.virtualSize;
  const cell = cellFor(size, surveyCells);
  const grid = new CellGrid({ start: 0, cell, count: Math.ceil(size / cell) });
  const isSalvaged = input.lost !== undefined;
  const fixed = { size, grid, blockSize: disk.layer.blockSize, isSalvaged, files: filesOfChain(image) };
  yield { ...fixed, known: 0 };
  const breathe = createBreath(signal);
  const slice = sliceOf(size);
  for (let start = 0; start < size; start += slice) {
    for await (const batch of mapRuns(disk, { start, length: Math.min(slice, size - start) }, signal)) {
      for (const run of batch) grid.add(run);
      await breathe();
    }
    yield { ...fixed, known: Math.min(size, start + slice) };
  }
}

/** Looked at in one go. A run in a file full of small holes is told as a whole, and must not take too long. */
function sliceOf(size: Bytes): Bytes {
  return roundUp(Math.ceil(size / 256), GiB);
}
