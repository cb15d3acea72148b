import type { Bytes } from '#shared/model/bytes.ts';

/** Slots of one page of the map: 8 KiB for 65536 of them. */
const slotsOfPage = 65_536;

/** Tables lie in a few runs and grains on one grid; whoever scatters more than this is no program. */
const mostRanges = 1_000_000;

/** A run of sectors. */
interface Sectors {
  readonly start: number;
  end: number;
}

/**
 * What an extent file is used for: tells whether two things lie in the same place. Grains that lie on one grid, as nearly all do,
 * take a bit each in a map of which only the touched pages exist; tables, and grains beside the grid, are kept as runs.
 */
export class UsedSpace {
  readonly #grain: number;
  readonly #mostBytes: Bytes;
  readonly #pages = new Map<number, Uint8Array>();
  /** The page that was used last. */
  #latest: { readonly number: number; readonly page: Uint8Array } = { number: -1, page: new Uint8Array(0) };
  readonly #ranges: Sectors[] = [];
  /** Where the grid begins: that of the first grain. */
  #phase: number | undefined;
  #twice: number | undefined;
  #end = 0;
  #isTooScattered = false;

  /** @param grain in sectors; @param mostBytes how large the map may become */
  constructor(grain: number, mostBytes: Bytes) {
    this.#grain = grain;
    this.#mostBytes = mostBytes;
  }

  /** The sector behind the last one in use. */
  get end(): number {
    return this.#end;
  }

  /** The remainder of the sectors of the grid when divided by the grain; undefined without a grain. */
  get phase(): number | undefined {
    return this.#phase;
  }

  /** True when more is scattered than is kept in memory; then nothing here is certain. */
  get isTooScattered(): boolean {
    return this.#isTooScattered;
  }

  /** Notes a grain. A full disk has millions of them. */
  addGrain(sector: number): void {
    this.#phase ??= sector % this.#grain;
    if (sector % this.#grain !== this.#phase) {
      this.addRange(sector, this.#grain);
      return;
    }
    if (sector + this.#grain > this.#end) this.#end = sector + this.#grain;
    const slot = Math.floor(sector / this.#grain);
    const page = this.#pageOf(Math.floor(slot / slotsOfPage));
    const index = (slot % slotsOfPage) >> 3;
    const bit = 1 << (slot & 7);
    const byte = page[index] ?? 0;
    if ((byte & bit) !== 0) this.#twice ??= sector;
    page[index] = byte | bit;
  }

  /** Notes tables or the like. */
  addRange(sector: number, sectors: number): void {
    if (sectors === 0 || this.#isTooScattered) return;
    this.#end = Math.max(this.#end, sector + sectors);
    const last = this.#ranges.at(-1);
    if (last?.end === sector) last.end += sectors;
    else this.#ranges.push({ start: sector, end: sector + sectors });
    if (this.#ranges.length > mostRanges) this.#isTooScattered = true;
  }

  /** A sector that is used twice, once everything is noted; undefined when there is none. */
  findOverlap(): number | undefined {
    if (this.#twice !== undefined) return this.#twice;
    let end = 0;
    for (const range of this.#ranges.sort((a, b) => a.start - b.start)) {
      if (range.start < end) return range.start;
      end = range.end;
      const onGrid = this.#grainIn(range);
      if (onGrid !== undefined) return onGrid;
    }
    return undefined;
  }

  /** A sector of a range that a grain on the grid covers. */
  #grainIn({ start, end }: Sectors): number | undefined {
    const phase = this.#phase;
    if (phase === undefined) return undefined;
    // A slot reaches from its grid line to the next one; whatever touches it touches the grain there.
    const last = Math.floor((end - 1 - phase) / this.#grain);
    for (let slot = Math.max(0, Math.floor((start - phase) / this.#grain)); slot <= last; slot += 1) {
      const page = this.#pages.get(Math.floor(slot / slotsOfPage));
      // Nothing on this page: on to the next one.
      if (!page) slot += slotsOfPage - 1 - (slot % slotsOfPage);
      else if (((page[(slot % slotsOfPage) >> 3] ?? 0) & (1 << (slot & 7))) !== 0) {
        return Math.max(start, slot * this.#grain + phase);
      }
    }
    return undefined;
  }

  #pageOf(number: number): Uint8Array {
    if (number === this.#latest.number) return this.#latest.page;
    let page = this.#pages.get(number);
    if (!page) {
      page = new Uint8Array(slotsOfPage / 8);
      if (this.#pages.size * page.length > this.#mostBytes) this.#isTooScattered = true;
      else this.#pages.set(number, page);
    }
    this.#latest = { number, page };
    return page;
  }
}
