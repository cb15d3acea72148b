import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { mostRanges, type MapRange, type StoredPlace } from '#shared/model/map.ts';
import type { SourceInput } from '../open-source.ts';
import { createBreath } from './breathe.ts';
import { CellGrid } from './cell-grid.ts';
import { mapRuns } from './map-runs.ts';
import { filesOfChain, lookAt } from './map-source.ts';

/** Equal cells of a part of a disk. */
export interface CellsWanted {
  readonly start: Bytes;
  readonly cell: Bytes;
  readonly count: number;
}

/** Counts what cells of a disk hold by looking at just that part; see `CellGrid.shares` for the answer. Throws what opening throws. */
export function cellsOf(input: SourceInput, wanted: CellsWanted, signal: AbortSignal): Promise<Uint8Array> {
  return lookAt(
    input,
    async ({ disk }) => {
      const grid = new CellGrid(wanted);
      const breathe = createBreath(signal);
      const range = clip({ start: wanted.start, length: wanted.cell * wanted.count }, disk.virtualSize);
      for await (const batch of mapRuns(disk, range, signal)) {
        for (const run of batch) grid.add(run);
        await breathe();
      }
      return grid.shares(wanted);
    },
    signal,
  );
}

/** The ranges of a part of a disk, neighbours of one kind as one, as many as one answer has; `end` is where they end. */
export function rangesOf(
  input: SourceInput,
  part: ByteRange,
  signal: AbortSignal,
): Promise<{ readonly ranges: readonly MapRange[]; readonly end: Bytes }> {
  return lookAt(
    input,
    async ({ disk }) => {
      const ranges: MapRange[] = [];
      const breathe = createBreath(signal);
      const range = clip(part, disk.virtualSize);
      for await (const batch of mapRuns(disk, range, signal)) {
        for (const { kind, start, length } of batch) {
          const last = ranges.at(-1);
          if (last?.kind === kind) ranges[ranges.length - 1] = { ...last, length: last.length + length };
          else if (ranges.length === mostRanges) return { ranges, end: start };
          else ranges.push({ kind, start, length });
        }
        await breathe();
      }
      return { ranges, end: endOf(range) };
    },
    signal,
  );
}

/** Where a part of a disk is stored: undefined unless all of it lies uncompressed in one piece of one file. */
export function locate(input: SourceInput, part: ByteRange, signal: AbortSignal): Promise<StoredPlace | undefined> {
  return lookAt(
    input,
    async (image) => {
      const range = clip(part, image.disk.virtualSize);
      let place: { readonly file: number; readonly start: Bytes } | undefined;
      for await (const batch of mapRuns(image.disk, range, signal)) {
        for (const { start, stored } of batch) {
          if (!stored) return undefined;
          place ??= stored;
          const isNext = stored.file === place.file && stored.start - place.start === start - range.start;
          if (!isNext) return undefined;
        }
      }
      const file = place && filesOfChain(image)[place.file];
      return place && file !== undefined ? { file, offset: place.start } : undefined;
    },
    signal,
  );
}
