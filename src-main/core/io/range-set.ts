import { endOf, KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';

/** Ranges that are kept apart: 16 MiB of memory. A hostile image can lose every other sector of a huge disk. */
const mostRanges = 1_000_000;

/** A set of bytes as ranges: merged, ascending. Beyond a million ranges near ones are joined: the set never loses a byte. */
export class RangeSet {
  readonly #most: number;
  #starts: Bytes[] = [];
  #ends: Bytes[] = [];
  /** Ranges at most this far apart are one. */
  #gap: Bytes = 0;

  constructor(most = mostRanges) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#starts.length === 0;
  }

  /** How many ranges there are. */
  get count(): number {
    return this.#starts.length;
  }

  /** How many bytes are in the set. */
  get bytes(): Bytes {
    return this.#starts.reduce((sum, start, i) => sum + (this.#ends[i] ?? start) - start, 0);
  }

  add(range: ByteRange): void {
    if (range.length <= 0) return;
    const from = this.#firstEndingFrom(range.start - this.#gap);
    let to = from;
    while (to < this.#starts.length && (this.#starts[to] ?? 0) <= endOf(range) + this.#gap) to += 1;
    const start = to > from ? Math.min(range.start, this.#starts[from] ?? range.start) : range.start;
    const end = to > from ? Math.max(endOf(range), this.#ends[to - 1] ?? 0) : endOf(range);
    this.#starts.splice(from, to - from, start);
    this.#ends.splice(from, to - from, end);
    while (this.#starts.length > this.#most) this.#joinNear();
  }

  /** The parts of a range that are in the set. */
  within(range: ByteRange): readonly ByteRange[] {
    const found: ByteRange[] = [];
    for (let i = this.#firstEndingFrom(range.start + 1); i < this.#starts.length; i += 1) {
      const start = Math.max(range.start, this.#starts[i] ?? 0);
      const length = Math.min(endOf(range), this.#ends[i] ?? 0) - start;
      if (length <= 0) break;
      found.push({ start, length });
    }
    return found;
  }

  /** The first ranges, at most so many. */
  first(count: number): readonly ByteRange[] {
    return this.#starts.slice(0, count).map((start, i) => ({ start, length: (this.#ends[i] ?? start) - start }));
  }

  /** The index of the first range that ends at `at` or later. */
  #firstEndingFrom(at: Bytes): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #joinNear(): void {
    this.#gap = Math.max(4 * KiB, this.#gap * 2);
    const starts: Bytes[] = [];
    const ends: Bytes[] = [];
    for (const [i, start] of this.#starts.entries()) {
      const end = this.#ends[i] ?? start;
      const last = ends.length - 1;
      if (last >= 0 && start <= (ends[last] ?? 0) + this.#gap) ends[last] = end;
      else {
        starts.push(start);
        ends.push(end);
      }
    }
    this.#starts = starts;
    this.#ends = ends;
  }
}
