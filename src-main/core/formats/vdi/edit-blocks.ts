import { endOf, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { Writer } from '../../io/reader.ts';
import { clearRange, writeZeros } from '../../io/clear-range.ts';
import type { EditableMap } from './edit-map.ts';
import { freeEntry, imageTypes, type VdiHeader } from './layout.ts';
import { dataOfSlot, isSlot, type BlockPart } from './map.ts';
import { slotSize, slotStart } from './slots.ts';

/** Giving back space blocks the thread, so it is done in pieces; none is smaller than a block. */
const mostGivenAtOnce: Bytes = 256 * MiB;

/** What changes the blocks of an image: data goes to its slot at once, the map follows when it is flushed. */
export class BlockEditor {
  readonly #file: Writer;
  readonly #map: EditableMap;
  readonly #header: VdiHeader;
  /** False once the system has said that it cannot give back space: then nothing is gained by asking. */
  #givesSpaceBack: boolean;

  constructor(file: Writer, map: EditableMap) {
    this.#file = file;
    this.#map = map;
    this.#header = map.map.header;
    this.#givesSpaceBack = file.punchHole !== undefined;
  }

  /** Stores bytes; blocks without a slot get one, in which the rest is zero. On failure none of these keeps it. */
  async write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.#map.markChanged(signal);
    const places: Run[] = [];
    const fresh: { readonly block: number; readonly slot: number }[] = [];
    try {
      for await (const parts of this.#map.parts({ start: at, length: bytes.length }, signal)) {
        for (const part of parts) {
          let slot = part.entry;
          if (!isSlot(slot)) {
            slot = await this.#map.takeSlot(signal);
            fresh.push({ block: part.block, slot });
            await this.#clearAround(part, slot, signal);
          }
          addRun(places, this.#placeOf(part, slot), part.length);
        }
      }
      await this.#growFor(fresh.map(({ slot }) => slot));
      await this.#store(places, bytes, signal);
      while (fresh[0]) {
        await this.#map.point(fresh[0].block, fresh[0].slot);
        fresh.shift();
      }
    } finally {
      for (const { slot } of fresh) this.#map.putBack(slot);
    }
    await this.#map.relieve(signal);
  }

  /** Makes a range read as zeros. What covers a block that is free above a parent in part hides all of the parent's block. */
  async zero(range: ByteRange, signal?: AbortSignal): Promise<void> {
    for await (const parts of this.#map.parts(range, signal)) {
      const given: Run[] = [];
      for (const part of parts) {
        if (this.#losesSlot(part)) await this.#giveUpSlot(part, given, signal);
        else if (isSlot(part.entry)) await this.#zeroInSlot(part, signal);
        else if (part.entry === freeEntry && this.#map.hasParent) await this.#declareZero(part, signal);
      }
      await this.#giveBack(given, signal);
      await this.#map.relieve(signal);
    }
  }

  /** Gives back the space of a range; blocks without a slot stay as they are. */
  async discard(range: ByteRange, signal?: AbortSignal): Promise<void> {
    for await (const parts of this.#map.parts(range, signal)) {
      const given: Run[] = [];
      for (const part of parts) {
        if (this.#losesSlot(part)) await this.#giveUpSlot(part, given, signal);
        else if (isSlot(part.entry)) addRun(given, this.#placeOf(part, part.entry), part.length, mostGivenAtOnce);
      }
      await this.#giveBack(given, signal);
      await this.#map.relieve(signal);
    }
  }

  async #giveUpSlot(part: BlockPart, given: Run[], signal?: AbortSignal): Promise<void> {
    await this.#declareZero(part, signal);
    const { start, length } = this.#slotRange(part.entry);
    addRun(given, start, length, mostGivenAtOnce);
  }

  async #declareZero({ block, entry }: BlockPart, signal?: AbortSignal): Promise<void> {
    await this.#map.markChanged(signal);
    await this.#map.declareZero(block, isSlot(entry) ? entry : undefined);
  }

  /** The space of a static image stays taken, as that is what it is for. */
  async #zeroInSlot(part: BlockPart, signal?: AbortSignal): Promise<void> {
    await this.#map.markChanged(signal);
    const range = { start: this.#placeOf(part, part.entry), length: part.length };
    if (this.#isStatic) await writeZeros(this.#file, range, signal);
    else await clearRange(this.#file, range, signal);
  }

  /**
   * This may get to the medium before the map does: cut off in between, the blocks that lay there read as zeros already, which is
   * what they are to become.
   */
  async #giveBack(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<void> {
    for (const range of ranges) {
      signal?.throwIfAborted();
      if (!this.#givesSpaceBack) return;
      await this.#map.markChanged(signal);
      this.#givesSpaceBack = (await this.#file.punchHole?.(range)) === 'punched';
    }
  }

  /**
   * A slot inside the file has been somebody's: around the part that is written next, zeros are put. What lies behind the end
   * of the file is zero when the file grows.
   */
  async #clearAround(part: BlockPart, slot: number, signal?: AbortSignal): Promise<void> {
    const { start, length } = this.#slotRange(slot);
    const place = this.#placeOf(part, slot);
    await clearRange(this.#file, { start, length: place - start }, signal);
    const behind = place + part.length;
    await clearRange(this.#file, { start: behind, length: start + length - behind }, signal);
  }

  /** The file always reaches to the end of its last slot, even where the disk ends inside it: VirtualBox expects that. */
  async #growFor(slots: readonly number[]): Promise<void> {
    const end = slots.reduce((most, slot) => Math.max(most, endOf(this.#slotRange(slot))), 0);
    if (end > this.#file.size) await this.#file.resize(end);
  }

  async #store(places: readonly Run[], bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    let done: Bytes = 0;
    const writes: Promise<void>[] = [];
    for (const { start, length } of places) {
      writes.push(this.#file.write(start, bytes.subarray(done, done + length), signal));
      done += length;
    }
    await allOf(writes);
  }

  get #isStatic(): boolean {
    return this.#header.imageType === imageTypes.fixed;
  }

  /** Whole blocks do, except in a static image. */
  #losesSlot({ block, entry, length }: BlockPart): boolean {
    const { blockSize, diskSize } = this.#header;
    return isSlot(entry) && !this.#isStatic && length === Math.min(blockSize, diskSize - block * blockSize);
  }

  #placeOf({ block, start }: BlockPart, slot: number): Bytes {
    return dataOfSlot(this.#header, slot) + start - block * this.#header.blockSize;
  }

  /** All of a slot: extra bytes and data. */
  #slotRange(slot: number): ByteRange {
    return { start: slotStart(this.#header, slot), length: slotSize(this.#header) };
  }
}

/** A run of bytes of the file. */
interface Run {
  readonly start: Bytes;
  length: Bytes;
}

/** Adds a run; one that goes on where the last one ended makes that one longer, up to `most`. */
function addRun(runs: Run[], start: Bytes, length: Bytes, most: Bytes = Infinity): void {
  const last = runs.at(-1);
  if (last && endOf(last) === start && last.length + length <= most) last.length += length;
  else runs.push({ start, length });
}
