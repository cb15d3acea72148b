import type { Bytes } from '#shared/model/bytes.ts';
import { plannedPhase } from './grain-grid.ts';

const pageBytes: Bytes = 4096;
const bitsOfPage = pageBytes * 8;

/** A set of numbers below 2^53, in pages that exist where something is. Takes no more once it would pass its limit. */
export class PagedBits {
  readonly #pages = new Map<number, Uint8Array>();
  readonly #mostPages: number;
  #lastNumber = -1;
  #lastPage: Uint8Array | undefined;
  /** False when something could not be taken in: an absence says nothing then. */
  isComplete = true;

  constructor(limit: Bytes) {
    this.#mostPages = Math.floor(limit / pageBytes);
  }

  has(value: number): boolean {
    const bit = value % bitsOfPage;
    return (((this.#page(Math.floor(value / bitsOfPage))?.[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  }

  /** Adds a number; false when it was there before. */
  add(value: number): boolean {
    const number = Math.floor(value / bitsOfPage);
    const page = this.#page(number) ?? this.#newPage(number);
    if (!page) return true;
    const bit = value % bitsOfPage;
    const mask = 1 << (bit & 7);
    const byte = page[bit >> 3] ?? 0;
    page[bit >> 3] = byte | mask;
    return (byte & mask) === 0;
  }

  /** Most numbers follow each other, so the page before is remembered. */
  #page(number: number): Uint8Array | undefined {
    if (number !== this.#lastNumber) {
      const page = this.#pages.get(number);
      if (!page) return undefined;
      this.#lastNumber = number;
      this.#lastPage = page;
    }
    return this.#lastPage;
  }

  #newPage(number: number): Uint8Array | undefined {
    if (this.#pages.size >= this.#mostPages) {
      this.isComplete = false;
      return undefined;
    }
    const page = new Uint8Array(pageBytes);
    this.#pages.set(number, page);
    return page;
  }
}

/** Grains off the grid that are kept; a healthy image has none. */
const mostMisaligned = 1 << 20;

/** Which places of a file belong to grains. Grains are as large as the slots of a grid; one off the grid touches two. */
export class GrainClaims {
  readonly #grainSectors: number;
  #phase: number;
  readonly #slots: PagedBits;
  readonly #misaligned = new Map<number, number[]>();
  #misalignedCount = 0;
  /** Slots of the grid that a grain has taken. */
  taken = 0;

  #isEmpty = true;

  /** @param overhead the sector where grains begin, as the header has it; @param limit for the memory of the slots */
  constructor(grainSectors: number, overhead: number, limit: Bytes) {
    this.#grainSectors = grainSectors;
    this.#phase = plannedPhase({ overhead, grainSize: grainSectors });
    this.#slots = new PagedBits(limit);
  }

  /** The first sector of the grid. It goes through the overhead, or through sector 0 where the first grain lies so. */
  get phase(): number {
    return this.#phase;
  }

  get isComplete(): boolean {
    return this.#slots.isComplete && this.#misalignedCount <= mostMisaligned;
  }

  isAligned(sector: number): boolean {
    return sector % this.#grainSectors === this.#phase;
  }

  /** True when some grain lies on sectors of a grain that would begin here. */
  isTaken(sector: number): boolean {
    const slot = this.#slotOf(sector);
    if (this.#slots.has(slot) || (!this.isAligned(sector) && this.#slots.has(slot + 1))) return true;
    if (this.#misaligned.size === 0) return false;
    return [slot - 1, slot, slot + 1].some((near) =>
      this.#misaligned.get(near)?.some((other) => Math.abs(other - sector) < this.#grainSectors),
    );
  }

  /** Takes the place of a grain on the grid, where no grain lies off it. False, with nothing done, where more is to be said. */
  takeSlot(sector: number): boolean {
    if (this.#isEmpty || this.#misaligned.size > 0 || !this.isAligned(sector)) return false;
    if (!this.#slots.add(this.#slotOf(sector))) return false;
    this.taken += 1;
    return true;
  }

  /** Takes the place of a grain; false when a part of it is taken already. */
  claim(sector: number): boolean {
    if (this.#isEmpty && sector % this.#grainSectors === 0) this.#phase = 0;
    this.#isEmpty = false;
    const isFree = !this.isTaken(sector);
    const slot = this.#slotOf(sector);
    if (this.isAligned(sector)) {
      if (this.#slots.add(slot)) this.taken += 1;
    } else {
      this.#misalignedCount += 1;
      if (this.#misalignedCount <= mostMisaligned) {
        this.#misaligned.set(slot, [...(this.#misaligned.get(slot) ?? []).slice(-64), sector]);
        if (isFree) this.taken += 1;
      }
    }
    return isFree;
  }

  /** Grains lie before the first slot only in hostile files; slot 0 takes them in. */
  #slotOf(sector: number): number {
    return Math.max(0, Math.floor((sector - this.#phase) / this.#grainSectors));
  }
}
