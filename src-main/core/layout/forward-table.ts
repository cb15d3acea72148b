import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../io/reader.ts';
import { viewOf, type Endianness } from './struct.ts';
import { tablePage } from './entry-table.ts';

const entrySize: Bytes = 4;
const entriesOfPage = tablePage / entrySize;

interface Place {
  readonly start: Bytes;
  /** Bytes of the whole table, padding included. */
  readonly length: Bytes;
  readonly endianness: Endianness;
}

/**
 * Writes a table of 32-bit numbers whose entries become known in order, one page in memory at a time.
 * Entries that nobody sets, and the padding, are all ones: "not allocated" in VDI and VHD alike.
 */
export class ForwardTable {
  readonly #file: Writer;
  readonly #place: Place;
  #page = blankPage();
  #number = 0;

  constructor(file: Writer, place: Place) {
    this.#file = file;
    this.#place = place;
  }

  /**
   * Sets one entry; `index` never decreases. The entry is taken at once; the promise stands for the pages that are
   * complete now and get written.
   */
  set(index: number, value: number): Promise<void> {
    const number = Math.floor(index / entriesOfPage);
    const written = number > this.#number ? this.#turnTo(number) : Promise.resolve();
    const at = (index % entriesOfPage) * entrySize;
    viewOf(this.#page).setUint32(at, value, this.#place.endianness === 'little');
    return written;
  }

  /** Writes what is left. */
  finish(): Promise<void> {
    return this.#turnTo(Math.ceil(this.#place.length / tablePage));
  }

  #turnTo(number: number): Promise<void> {
    const complete = this.#page;
    const from = this.#number;
    this.#page = blankPage();
    this.#number = number;
    return this.#write(complete, from, number);
  }

  async #write(complete: Uint8Array, from: number, end: number): Promise<void> {
    const blank = end - from > 1 ? blankPage() : complete;
    for (let number = from; number < end; number += 1) {
      const page = number === from ? complete : blank;
      const at = number * tablePage;
      await this.#file.write(this.#place.start + at, page.subarray(0, this.#place.length - at));
    }
  }
}

function blankPage(): Uint8Array {
  return new Uint8Array(tablePage).fill(0xff);
}
