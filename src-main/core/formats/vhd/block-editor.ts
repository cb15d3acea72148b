import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import { mostHeldBack, type WriteBack } from '../../io/write-back.ts';
import type { Batmap } from './batmap.ts';
import { dataOf, fillBlock, overwrite, setBits, type BlockFile } from './block-content.ts';
import { clearBatmap } from './edit-batmap.ts';
import type { BlockSpace } from './edit-space.ts';
import { setEntry } from './entries.ts';
import { sectorSize, unallocated } from './layout.ts';
import { blockParts, type BlockPart } from './table.ts';
import { clearRange } from '../../io/clear-range.ts';

interface Surroundings extends BlockFile {
  /** The table reads its entries through it. */
  readonly entries: WriteBack;
  readonly space: BlockSpace;
  readonly batmap: Batmap | undefined;
}

/** What a part of a block is to hold; undefined for zeros. */
type ContentOf = (part: BlockPart) => Uint8Array | undefined;

/**
 * Changes blocks. Data goes to the file at once; bits and entries are held back, so that none of them is on the medium before
 * what it stands for.
 */
export class BlockEditor {
  readonly #around: Surroundings;
  #batmap: Batmap | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#batmap = around.batmap;
  }

  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const contentOf: ContentOf = ({ start, length }) => bytes.subarray(start - at, start - at + length);
    const range = { start: at, length: bytes.length };
    return this.#change(range, (parts) => this.#store(parts, contentOf, signal), signal);
  }

  /** A child has to store zeros, since its holes are its parent's. */
  zero(range: ByteRange, signal?: AbortSignal): Promise<void> {
    const { isChild } = this.#around;
    const change = (parts: readonly BlockPart[]) =>
      isChild ? this.#store(parts, () => undefined, signal) : this.#free(parts, signal);
    return this.#change(range, change, signal);
  }

  /** In a child, blocks and bits stay: without them the parent would show, which is neither zeros nor the content before. */
  discard(range: ByteRange, signal?: AbortSignal): Promise<void> {
    const { isChild, main } = this.#around;
    const change = async (parts: readonly BlockPart[]) => {
      if (!isChild) await this.#free(parts, signal);
      else if (main.punchHole) for (const part of parts) await overwrite(this.#around, part, undefined, signal);
    };
    return this.#change(range, change, signal);
  }

  /** Data first, then what makes it reachable. What a crash in between leaves is room that nothing names. */
  async flush(signal?: AbortSignal): Promise<void> {
    const { main, space, entries, bitmaps } = this.#around;
    await space.settleFooter(signal);
    await main.flush();
    if (this.#heldBack > 0) {
      await bitmaps.commit(signal);
      await entries.commit(signal);
      await main.flush();
    }
    await space.trim();
  }

  get #heldBack(): Bytes {
    return this.#around.entries.changedBytes + this.#around.bitmaps.changedBytes;
  }

  /** Changes a few blocks at a time, and flushes when much is held back. */
  async #change(
    range: ByteRange,
    change: (parts: readonly BlockPart[]) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const parts of blockParts(this.#around.table, range, signal)) {
      await change(parts);
      if (this.#heldBack >= mostHeldBack) await this.flush(signal);
    }
  }

  async #store(parts: readonly BlockPart[], contentOf: ContentOf, signal?: AbortSignal): Promise<void> {
    const { space } = this.#around;
    const absent = parts.filter(({ place }) => place === undefined);
    const present = parts.filter(({ place }) => place !== undefined);
    const places = await space.take(absent.length, signal);
    let named = 0;
    try {
      await allOf([
        ...present.map((part) => overwrite(this.#around, part, contentOf(part), signal)),
        ...places.map(async (place, i) => {
          const part = absent[i];
          if (part) await fillBlock(this.#around, part, place, contentOf(part), signal);
        }),
      ]);
      for (const [i, { start }] of places.entries()) {
        const part = absent[i];
        if (part) await this.#setEntry(part.block, start / sectorSize);
        named = i + 1;
      }
    } finally {
      space.giveBack(places.slice(named));
    }
    for (const part of present) await setBits(this.#around, part, signal);
  }

  /** Gives back the blocks all of which is meant, and makes zeros of the other parts. */
  async #free(parts: readonly BlockPart[], signal?: AbortSignal): Promise<void> {
    const { main, table, space } = this.#around;
    for (const part of parts) {
      const { block, place, start, length } = part;
      if (place === undefined) continue;
      const ofDisk = Math.min(table.blockSize, table.virtualSize - block * table.blockSize);
      if (start % table.blockSize !== 0 || length < ofDisk) {
        await clearRange(main, dataOf(table, part, place), signal);
        continue;
      }
      // Blocks only become fuller, so giving one back is all that can make the batmap a lie.
      if (this.#batmap) await clearBatmap(main, this.#batmap);
      this.#batmap = undefined;
      await this.#setEntry(block, unallocated);
      // Of the last block, the part behind the end of the disk may be missing, or something else.
      if (ofDisk === table.blockSize) space.drop(place);
    }
  }

  async #setEntry(block: number, entry: number): Promise<void> {
    const { entries, table } = this.#around;
    await setEntry(entries, table, { block, entry });
  }
}
