import type { Bytes } from '#shared/model/bytes.ts';
import { sharesOfCell } from './map-cells.ts';

/** Cells in one tile; a disk of squares of one size is cut into these. */
export const tileLength = 2048;

/** Tiles at hand: 2 MiB at most. */
const mostTiles = 200;

/**
 * Cells of a disk at all sizes that were looked at: those of the whole disk always, finer ones in tiles. Where a fine one is
 * missing, the next coarser one around it answers, so that there is always a picture.
 */
export class TileStore {
  #wholeCell: Bytes = 1;
  #whole: Uint8Array = new Uint8Array();
  /** In the order in which they came; the first is the next to go. */
  readonly #tiles = new Map<string, Uint8Array>();

  /** Takes the cells of the whole disk. */
  setWhole(cell: Bytes, cells: Uint8Array): void {
    this.#wholeCell = cell;
    this.#whole = cells;
  }

  has(cell: Bytes, tile: number): boolean {
    return cell >= this.#wholeCell || this.#tiles.has(keyOf(cell, tile));
  }

  set(cell: Bytes, tile: number, cells: Uint8Array): void {
    this.#tiles.set(keyOf(cell, tile), cells);
    for (const oldest of this.#tiles.keys()) {
      if (this.#tiles.size <= mostTiles) break;
      this.#tiles.delete(oldest);
    }
  }

  /** Forgets everything finer than the whole disk. */
  clearTiles(): void {
    this.#tiles.clear();
  }

  /** Fills `target` with the shares of squares from number `first` on. */
  read(cell: Bytes, first: number, target: Uint8Array): void {
    const count = target.length / sharesOfCell;
    for (let done = 0; done < count;) {
      const square = first + done;
      const tile = Math.floor(square / tileLength);
      const length = Math.min(count - done, (tile + 1) * tileLength - square);
      const part = target.subarray(done * sharesOfCell, (done + length) * sharesOfCell);
      this.#readTile(cell, square, part);
      done += length;
    }
  }

  /** Squares that lie in one tile. */
  #readTile(cell: Bytes, first: number, target: Uint8Array): void {
    if (cell >= this.#wholeCell) {
      copyCells(this.#whole, first, target);
      return;
    }
    const tile = Math.floor(first / tileLength);
    const cells = this.#tiles.get(keyOf(cell, tile));
    if (cells) {
      copyCells(cells, first - tile * tileLength, target);
      return;
    }
    const count = target.length / sharesOfCell;
    const coarse = new Uint8Array((Math.ceil((first + count) / 2) - Math.floor(first / 2)) * sharesOfCell);
    this.read(cell * 2, Math.floor(first / 2), coarse);
    for (let index = 0; index < count; index += 1) {
      const from = (Math.floor((first + index) / 2) - Math.floor(first / 2)) * sharesOfCell;
      target.set(coarse.subarray(from, from + sharesOfCell), index * sharesOfCell);
    }
  }
}

/** What lies behind the end of the cells is left empty. */
function copyCells(cells: Uint8Array, first: number, target: Uint8Array): void {
  const part = cells.subarray(first * sharesOfCell, first * sharesOfCell + target.length);
  target.set(part);
  target.fill(0, part.length);
}

function keyOf(cell: Bytes, tile: number): string {
  return `${String(cell)} ${String(tile)}`;
}
