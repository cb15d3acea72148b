import { SectorRanges, type SectorRange } from './check-ranges.ts';

/**
 * The places where the grains of an extent may lie: the slots of a grid from one sector on, without those that anything else
 * touches. Tables in the midst of the grains, as VirtualBox and old versions of QEMU put them, leave gaps. All numbers are sectors.
 */
export class GrainSlots {
  readonly #grain: number;
  readonly #first: number;
  readonly #taken: SectorRanges;

  /** @param first where the lowest slot begins, on the grid */
  constructor(grain: number, first: number, taken: readonly SectorRange[]) {
    this.#grain = grain;
    this.#first = first;
    this.#taken = new SectorRanges(taken);
  }

  /** The end of what is not for grains. */
  get takenEnd(): number {
    return this.#taken.end;
  }

  /** Where the lowest slot begins. */
  get first(): number {
    return this.lowestRun(1);
  }

  /** Runs of slots side by side, from a sector of the grid on; the last one has no end. */
  *runs(from: number = this.#first): Generator<SectorRange> {
    let next = Math.max(this.#first, from);
    for (const { start, end } of this.#taken) {
      if (end <= next) continue;
      const stop = this.#first + Math.floor((start - this.#first) / this.#grain) * this.#grain;
      if (stop > next) yield { start: next, end: stop };
      next = Math.max(next, this.#first + Math.ceil((end - this.#first) / this.#grain) * this.#grain);
    }
    yield { start: next, end: Infinity };
  }

  /** The slots from a sector of the grid on, one by one, without end. */
  *from(sector: number): Generator<number, never> {
    for (const { start, end } of this.runs(sector)) {
      for (let slot = start; slot < end; slot += this.#grain) yield slot;
    }
    throw new RangeError('The last run of slots has no end');
  }

  /** Where so many grains end when they take the lowest slots; 0 for none. */
  endAfter(count: number): number {
    let left = count;
    for (const { start, end } of this.runs()) {
      if (left === 0) break;
      const here = (end - start) / this.#grain;
      if (left <= here) return start + left * this.#grain;
      left -= here;
    }
    return 0;
  }

  /** Where the lowest run of so many slots begins. */
  lowestRun(count: number): number {
    for (const { start, end } of this.runs()) if (end - start >= count * this.#grain) return start;
    return this.#first;
  }
}
