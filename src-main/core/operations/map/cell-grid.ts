import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { mapKinds, type BytesByKind, type MapKind } from '#shared/model/map.ts';

const kinds = mapKinds.length;
const wholeShare = 255;

/** A part of a disk cut into equal cells, with how many bytes of each kind every cell has. Takes 20 bytes of memory a cell. */
export class CellGrid {
  readonly start: Bytes;
  /** Bytes of the disk in one cell. */
  readonly cell: Bytes;
  readonly count: number;
  /** For every cell a number per kind. Exact for whole sectors up to cells of 8 GiB, and precise enough for shares beyond. */
  readonly #bytes: Float32Array;
  readonly #totals = new Float64Array(kinds);

  constructor({ start, cell, count }: { readonly start: Bytes; readonly cell: Bytes; readonly count: number }) {
    this.start = start;
    this.cell = cell;
    this.count = count;
    this.#bytes = new Float32Array(count * kinds);
  }

  /** Counts a run; what of it lies outside the grid is left out. */
  add({ kind, start, length }: ByteRange & { readonly kind: MapKind }): void {
    const { cell, count } = this;
    const column = mapKinds.indexOf(kind);
    const shifted = { start: Math.max(start - this.start, 0), length: length + Math.min(start - this.start, 0) };
    const run = clip(shifted, count * cell);
    const end = endOf(run);
    for (let at = run.start; at < end;) {
      const index = Math.floor(at / cell);
      const stop = Math.min(end, (index + 1) * cell);
      const place = index * kinds + column;
      this.#bytes[place] = (this.#bytes[place] ?? 0) + stop - at;
      at = stop;
    }
    this.#totals[column] = (this.#totals[column] ?? 0) + Math.max(0, run.length);
  }

  /** How many bytes of each kind all cells have together. */
  totals(): BytesByKind {
    const [data = 0, parent = 0, zero = 0, hole = 0, lost = 0] = this.#totals;
    return { data, parent, zero, hole, lost };
  }

  /** True when the cells asked for are made of whole cells of this grid. */
  canTell({ start, cell }: { readonly start: Bytes; readonly cell: Bytes }): boolean {
    return cell % this.cell === 0 && start >= this.start && (start - this.start) % this.cell === 0;
  }

  /**
   * The shares of `count` cells as `MapSnapshot.cells` has them. What lies outside the grid is empty.
   * Only for cells that this grid can tell.
   */
  shares({ start, cell, count }: { readonly start: Bytes; readonly cell: Bytes; readonly count: number }): Uint8Array {
    const shares = new Uint8Array(count * kinds);
    const fine = cell / this.cell;
    const sums = new Float64Array(kinds);
    for (let index = 0; index < count; index += 1) {
      const first = (start - this.start) / this.cell + index * fine;
      const end = Math.min(first + fine, this.count) * kinds;
      sums.fill(0);
      for (let place = first * kinds; place < end; place += kinds) {
        for (let kind = 0; kind < kinds; kind += 1) sums[kind] = (sums[kind] ?? 0) + (this.#bytes[place + kind] ?? 0);
      }
      shares.set(sharesOf(sums), index * kinds);
    }
    return shares;
  }
}

/** Shares of 255 that keep the least trace of a kind visible; the largest makes up for it. */
function sharesOf(bytes: Float64Array): Uint8Array {
  const shares = new Uint8Array(bytes.length);
  const total = bytes.reduce((sum, one) => sum + one, 0);
  if (total === 0) return shares;
  let largest = 0;
  let given = 0;
  for (const [kind, one] of bytes.entries()) {
    const share = one === 0 ? 0 : Math.max(1, Math.round((wholeShare * one) / total));
    shares[kind] = share;
    given += share;
    if (one > (bytes[largest] ?? 0)) largest = kind;
  }
  shares[largest] = (shares[largest] ?? 0) + wholeShare - given;
  return shares;
}
