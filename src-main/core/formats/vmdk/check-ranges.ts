/** A run of sectors, `end` excluded. */
export interface SectorRange {
  readonly start: number;
  readonly end: number;
}

/** Hostile directories scatter their tables; beyond this many runs, the rest counts as no metadata. */
const mostRanges = 1 << 20;

/** Sectors that are taken by header, descriptor, directories and tables: sorted, merged, and quickly searched. */
export class SectorRanges {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  /** The first sector behind all of them. */
  readonly end: number;

  constructor(ranges: readonly SectorRange[]) {
    const merged: { start: number; end: number }[] = [];
    for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
      const last = merged.at(-1);
      if (last && start <= last.end) last.end = Math.max(last.end, end);
      else if (merged.length < mostRanges) merged.push({ start, end });
    }
    this.#starts = Float64Array.from(merged, ({ start }) => start);
    this.#ends = Float64Array.from(merged, ({ end }) => end);
    this.end = merged.at(-1)?.end ?? 0;
  }

  /** The runs in their order; they do not touch each other. */
  *[Symbol.iterator](): Generator<SectorRange> {
    for (const [i, start] of this.#starts.entries()) yield { start, end: this.#ends[i] ?? 0 };
  }

  /** True when any of `count` sectors from `start` on is taken. */
  touches(start: number, count: number): boolean {
    if (start >= this.end) return false;
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return (this.#starts[low] ?? Infinity) < start + count;
  }

  /** How many slots of a grid they touch, counted from `phase`. */
  slots(grainSectors: number, phase: number): number {
    let count = 0;
    let counted = -1;
    for (const [i, start] of this.#starts.entries()) {
      const first = Math.max(counted + 1, Math.floor((start - phase) / grainSectors), 0);
      const last = Math.floor(((this.#ends[i] ?? 0) - 1 - phase) / grainSectors);
      if (last < first) continue;
      count += last - first + 1;
      counted = last;
    }
    return count;
  }
}
