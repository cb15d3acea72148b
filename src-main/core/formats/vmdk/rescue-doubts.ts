import type { Bytes } from '#shared/model/bytes.ts';
import { GrainClaims } from './check-claims.ts';

/** Grains whose places clash that are remembered; with more of them, everything is in doubt. */
const mostClashes = 1 << 20;

/**
 * Which grains lie on each other, so that at most one of them can be right. All of them are claimed first, in any order; then any
 * can be asked about. A bit is remembered of each place.
 */
export class GrainDoubts {
  readonly #claims: GrainClaims;
  readonly #grainSectors: number;
  /** Of every clash the grain that came later. */
  readonly #late = new Set<number>();
  #sorted: readonly number[] | undefined;

  /** @param overhead the sector where grains begin, as the header has it; @param limit for the memory of the places */
  constructor(grainSectors: number, overhead: number, limit: Bytes) {
    this.#grainSectors = grainSectors;
    this.#claims = new GrainClaims(grainSectors, overhead, limit);
  }

  claim(sector: number): void {
    if (!this.#claims.takeSlot(sector) && !this.#claims.claim(sector)) this.doubt(sector);
  }

  /** Puts a grain in doubt whatever lies beside it. */
  doubt(sector: number): void {
    if (this.#late.size <= mostClashes) this.#late.add(sector);
  }

  /** True when some grain lies on sectors of a grain that would begin here, or when too much was claimed to tell. */
  isTaken(sector: number): boolean {
    return !this.#claims.isComplete || this.#claims.isTaken(sector);
  }

  /** True when a claimed grain lies, in part or as a whole, where another one lies. */
  has(sector: number): boolean {
    if (!this.#claims.isComplete || this.#late.size > mostClashes) return true;
    if (this.#late.size === 0) return false;
    this.#sorted ??= [...this.#late].sort((a, b) => a - b);
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) <= sector - this.#grainSectors) low = middle + 1;
      else high = middle;
    }
    return (this.#sorted[low] ?? Infinity) < sector + this.#grainSectors;
  }
}
