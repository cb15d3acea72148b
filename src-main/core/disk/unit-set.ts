import type { Bytes } from '#shared/model/bytes.ts';

const bitsOfPage = 64 * 1024 * 8;

/**
 * A set of allocation units of a disk, by number: unit n starts at n × `unit`. A bit each, in pages that exist when they are
 * needed, so that the units of a 64 TiB disk fit in a few MiB.
 */
export class UnitSet {
  /** Bytes of the disk in one unit. */
  readonly unit: Bytes;
  readonly #pages = new Map<number, Uint8Array>();
  #count = 0;

  constructor(unit: Bytes) {
    this.unit = unit;
  }

  /** How many units are in the set. */
  get count(): number {
    return this.#count;
  }

  has(number: number): boolean {
    const byte = this.#pages.get(Math.floor(number / bitsOfPage))?.[(number % bitsOfPage) >> 3] ?? 0;
    return (byte & bitOf(number)) !== 0;
  }

  add(number: number): void {
    const index = Math.floor(number / bitsOfPage);
    const page = this.#pages.get(index) ?? new Uint8Array(bitsOfPage / 8);
    this.#pages.set(index, page);
    const at = (number % bitsOfPage) >> 3;
    const byte = page[at] ?? 0;
    if ((byte & bitOf(number)) !== 0) return;
    page[at] = byte | bitOf(number);
    this.#count += 1;
  }
}

function bitOf(number: number): number {
  return 1 << (number % 8);
}
