import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { MapKind } from '#shared/model/map.ts';
import type { Disk } from '../../disk/disk.ts';

/** A run of a disk, told as a map tells it. */
export interface MapRun extends Omit<Extent, 'kind'> {
  readonly kind: MapKind;
}

/** The runs of a part of a disk: complete and in order, in batches. Neighbours may still be mergeable. */
export function mapRuns(disk: Disk, range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly MapRun[]> {
  const runs = disk.extents(range, signal);
  return disk.parent ? withOrigin(runs, disk.layer.extents(range, signal)) : runs;
}

/**
 * Tells data of parents from the image's own: it lies where the image itself has holes. Both walks are complete and in order, so one
 * goes along with the other. The place of a run would not do, since compressed data has none.
 */
async function* withOrigin(
  runs: AsyncIterable<readonly Extent[]>,
  own: AsyncIterable<readonly Extent[]>,
): AsyncGenerator<readonly MapRun[]> {
  await using layer = new Companion(own);
  for await (const batch of runs) {
    const told: MapRun[] = [];
    for (const run of batch) {
      for (let at = run.start; at < endOf(run);) {
        const beside = layer.at(at) ?? (await layer.fetch(at));
        const end = Math.min(endOf(run), beside ? endOf(beside) : Infinity);
        const isBelow = run.kind === 'data' && beside?.kind === 'hole';
        told.push(partOf(run, isBelow ? 'parent' : run.kind, at, end));
        at = end;
      }
    }
    yield told;
  }
}

/** Goes over the runs of a layer beside somebody else, who never goes back. */
class Companion implements AsyncDisposable {
  readonly #batches: AsyncIterator<readonly Extent[]>;
  #runs: readonly Extent[] = [];
  #next = 0;

  constructor(batches: AsyncIterable<readonly Extent[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The run at an offset, if it is at hand: no promise for each of millions. */
  at(offset: Bytes): Extent | undefined {
    let run = this.#runs[this.#next];
    while (run && endOf(run) <= offset) run = this.#runs[++this.#next];
    return run;
  }

  /** The run at an offset; undefined behind the last one. */
  async fetch(offset: Bytes): Promise<Extent | undefined> {
    for (;;) {
      const step = await this.#batches.next();
      if (step.done === true) return undefined;
      this.#runs = step.value;
      this.#next = 0;
      const run = this.at(offset);
      if (run) return run;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batches.return?.();
  }
}

function partOf({ start: whole, stored }: Extent, kind: MapKind, start: number, end: number): MapRun {
  const length = end - start;
  if (!stored) return { kind, start, length };
  return { kind, start, length, stored: { file: stored.file, start: stored.start + start - whole, length } };
}
