import type { ByteRange } from '#shared/model/bytes.ts';
import type { Identity } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { mostHeldBack, type WriteBack } from '../../io/write-back.ts';
import { u32 } from '../../layout/fields.ts';
import { viewOf } from '../../layout/struct.ts';
import { LivingHeader } from './edit-header.ts';
import { slotsOf, type Slots } from './edit-slots.ts';
import { freeEntry, imageTypes, zeroEntry } from './layout.ts';
import { blockParts, type BlockMap, type BlockPart } from './map.ts';
import { slotStart } from './slots.ts';

/**
 * The map of an image that is written in place, with the header and the slots that go with it. Entries change in memory at once;
 * on the medium they change after the data that they point to and after the counter that covers their slots.
 */
export class EditableMap {
  readonly map: BlockMap;
  readonly header: LivingHeader;
  readonly slots: Slots;
  readonly #file: Writer;
  readonly #table: WriteBack;

  private constructor(map: BlockMap, storage: { file: Writer; table: WriteBack; slots: Slots; header: LivingHeader }) {
    this.map = map;
    this.header = storage.header;
    this.#file = storage.file;
    this.#table = storage.table;
    this.slots = storage.slots;
  }

  /** Reads the whole map, through `table`. Throws what `slotsOf` throws. */
  static async open(
    map: BlockMap,
    { file, table, identity }: { readonly file: Writer; readonly table: WriteBack; readonly identity: Identity },
    signal?: AbortSignal,
  ): Promise<EditableMap> {
    const slots = await slotsOf(map, signal);
    return new EditableMap(map, { file, table, slots, header: new LivingHeader(file, map.header, identity) });
  }

  /** True when a free block shows a parent. */
  get hasParent(): boolean {
    return this.map.header.imageType === imageTypes.differencing;
  }

  parts(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly BlockPart[]> {
    return blockParts(this.map, range, signal);
  }

  /** To be called before anything in the file changes; only the first call writes. */
  markChanged(signal?: AbortSignal): Promise<void> {
    return this.header.markChanged(this.slots.end, signal);
  }

  /** Takes a slot for a block that has none. It belongs to the caller until an entry points to it. */
  async takeSlot(signal?: AbortSignal): Promise<number> {
    const slot = this.slots.take();
    if (slot < this.map.header.blocks) return slot;
    // There are as many slots as blocks, so if none is free, some wait for their old entries to be gone.
    this.slots.putBack(slot);
    await this.flush(signal);
    return this.slots.take();
  }

  putBack(slot: number): void {
    this.slots.putBack(slot);
  }

  /** Lets a block lie in a slot that was taken and whose content is written, if not flushed. */
  async point(block: number, slot: number): Promise<void> {
    await this.#set(block, slot);
    this.slots.use(slot);
  }

  /** Declares a block to be zero; the slot that it may have lain in is given up. */
  async declareZero(block: number, slot?: number): Promise<void> {
    await this.#set(block, zeroEntry);
    if (slot !== undefined) this.slots.giveUp(slot);
  }

  /** Makes a block free; the slot that it lay in is given up. */
  async free(block: number, slot: number): Promise<void> {
    await this.#set(block, freeEntry);
    this.slots.giveUp(slot);
  }

  /** Lets a block lie in another slot, to which it was copied. The copy need not be flushed. */
  async move(block: number, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    await this.point(block, to);
    this.slots.giveUp(from);
  }

  /** Flushes by itself if much is held back, which bounds the slots that wait as well. */
  async relieve(signal?: AbortSignal): Promise<void> {
    if (this.#table.changedBytes >= mostHeldBack) await this.flush(signal);
  }

  /** Returns when data, counter and map are on the medium. */
  async flush(signal?: AbortSignal): Promise<void> {
    await this.#commit(signal);
    await this.#file.flush();
    const { end } = this.slots;
    this.slots.settle();
    if (this.slots.end < end) await this.#cutEnd(signal);
  }

  /** Ends the file behind the last slot in use, and the counter with it; flushed. To be called when nothing is held back. */
  async trim(signal?: AbortSignal): Promise<void> {
    await this.#cutEnd(signal);
    await this.#file.flush();
  }

  /**
   * Cuts off slots at the end of the file that nobody has any more. The map on the medium does not name them either by now, so
   * that neither of the two changes needs the other, nor a flush.
   */
  async #cutEnd(signal?: AbortSignal): Promise<void> {
    await this.header.forgetSlots(this.slots.end, signal);
    const end = slotStart(this.map.header, this.slots.end);
    if (end < this.#file.size) await this.#file.resize(end);
  }

  /**
   * One flush serves the data and the counter, since neither needs the other: cut off here, the image has slots that nobody
   * names. Only then come the entries, and it does not matter in which order they arrive.
   */
  async #commit(signal?: AbortSignal): Promise<void> {
    if (this.#table.changedBytes === 0) return;
    await this.header.countSlots(this.slots.end, signal);
    await this.#file.flush();
    await this.#table.commit(signal);
  }

  async #set(block: number, entry: number): Promise<void> {
    const stored = new Uint8Array(u32.size);
    u32.write(viewOf(stored), 0, entry, 'little');
    await this.#table.write(this.map.table.start + u32.size * block, stored);
  }
}
