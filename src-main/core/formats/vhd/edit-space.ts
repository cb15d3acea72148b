import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { footer } from './layout.ts';
import { moveFooterOut } from './move-footer.ts';
import { alignedPlace, largestFile } from './plan.ts';

/** Room for a new block. */
export interface NewPlace {
  /** Where its bitmap goes. */
  readonly start: Bytes;
  /** Where the file may hold something old, up to the end of the block; the rest of it is known to be zero. */
  readonly stale: ByteRange;
}

interface Surroundings {
  readonly name: string;
  readonly bitmapLength: Bytes;
  readonly blockSize: Bytes;
  /** Where the space in use ends. */
  readonly end: Bytes;
  readonly footerStart: Bytes;
  /** The footer as it is stored. */
  readonly footer: Uint8Array;
}

/** How far the footer moves ahead of the blocks at most, so that its flushes are few and what a crash leaves is bounded. */
const longestLead: Bytes = 256 * MiB;

/**
 * Finds room for new blocks and keeps a footer behind them. The end of the file is a good footer at every moment: one is
 * written further out and flushed before anything is put on the old one. So that this does not cost a flush for each block,
 * it leaves as much room as was taken since the last flush; what is left of it then is cut off.
 */
export class BlockSpace {
  readonly #file: Writer;
  readonly #around: Surroundings;
  #end: Bytes;
  #footerStart: Bytes;
  /** Behind this, up to the footer, the file is known to be zero. */
  #zeroFrom: Bytes;
  /** Where the footer was put for good; the file is yet to be cut behind it. */
  #settledStart: Bytes | undefined;
  #hasLead = false;
  #taken: Bytes = 0;
  #free: Bytes[] = [];
  #dropped: Bytes[] = [];

  constructor(file: Writer, around: Surroundings) {
    this.#file = file;
    this.#around = around;
    this.#end = around.end;
    this.#footerStart = around.footerStart;
    // What lies between the last block and the footer may be left over from a write that a crash has ended.
    this.#zeroFrom = file.size;
  }

  /** Where the footer starts, that is, up to where blocks may lie. */
  get footerStart(): Bytes {
    return this.#footerStart;
  }

  /**
   * Room for so many blocks, given once. Throws `vhd.edit-full`, and changes nothing, when they would lie beyond what table
   * entries reach.
   */
  async take(count: number, signal?: AbortSignal): Promise<readonly NewPlace[]> {
    if (count === 0) return [];
    const { bitmapLength, blockSize, name } = this.#around;
    const length = bitmapLength + blockSize;
    const reused = this.#free.slice(0, count);
    const ends = [this.#end];
    const starts: Bytes[] = [];
    for (let end = this.#end; starts.length < count - reused.length; ends.push(end)) {
      const start = alignedPlace(end, bitmapLength);
      starts.push(start);
      end = start + length;
    }
    const end = ends.at(-1) ?? this.#end;
    if (starts.length > 0 && end + footer.size > largestFile) {
      throw new DiskError('vhd.edit-full', { name, limit: largestFile });
    }
    if (end > this.#footerStart) await this.#moveFooter(end, signal);
    this.#free.splice(0, reused.length);
    this.#taken += end - this.#end;
    this.#end = end;
    return [
      ...reused.map((start) => ({ start, stale: { start, length } })),
      ...starts.map((start, i) => ({ start, stale: this.#staleBetween(ends[i] ?? start, start + length) })),
    ];
  }

  /** Takes back room in which no block has come to be. */
  giveBack(places: readonly NewPlace[]): void {
    this.#free.push(...places.map(({ start }) => start));
  }

  /** Notes a block that its entry names no more. Its room is used again only when that is on the medium. */
  drop(start: Bytes): void {
    this.#dropped.push(start);
  }

  /** Puts the footer right behind the last block. To be called before the flush of the data. */
  async settleFooter(signal?: AbortSignal): Promise<void> {
    if (!this.#hasLead || this.#end + footer.size > this.#footerStart) return;
    // The one further out is the end of the file until that is cut.
    await this.#file.write(this.#end, this.#around.footer, signal);
    this.#zeroFrom = Math.max(this.#zeroFrom, this.#end + footer.size);
    this.#settledStart = this.#end;
  }

  /** Gives back what is not used. To be called when all entries are on the medium. */
  async trim(): Promise<void> {
    const { bitmapLength, blockSize } = this.#around;
    if (this.#settledStart === this.#end) {
      await this.#file.resize(this.#end + footer.size);
      this.#footerStart = this.#end;
      this.#zeroFrom = this.#end + footer.size;
    }
    this.#settledStart = undefined;
    this.#hasLead = false;
    this.#taken = 0;
    for (const start of this.#dropped.splice(0)) {
      this.#free.push(start);
      await this.#file.punchHole?.({ start, length: bitmapLength + blockSize });
    }
  }

  #staleBetween(start: Bytes, end: Bytes): ByteRange {
    return { start, length: Math.max(0, Math.min(end, this.#zeroFrom) - start) };
  }

  async #moveFooter(end: Bytes, signal?: AbortSignal): Promise<void> {
    const lead = Math.min(longestLead, this.#taken, largestFile - footer.size - end);
    const start = end + lead;
    await moveFooterOut(this.#file, this.#around.footer, start, signal);
    this.#zeroFrom = Math.max(this.#zeroFrom, this.#footerStart + footer.size);
    this.#footerStart = start;
    this.#hasLead = true;
  }
}
