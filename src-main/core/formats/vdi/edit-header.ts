import type { Identity } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { header as headerLayout, headerStart, livingFields, type VdiHeader } from './layout.ts';

const place = headerStart + headerLayout.offsetOf('blocksAllocated');

/** The header of an image that is written in place: what has to be said there before something else may change. */
export class LivingHeader {
  readonly #file: Writer;
  readonly #header: VdiHeader;
  readonly #identity: Identity;
  #blocksAllocated: number;
  #modificationUuid: string | undefined;
  #isMarked = false;

  constructor(file: Writer, header: VdiHeader, identity: Identity) {
    this.#file = file;
    this.#header = header;
    this.#identity = identity;
    // VirtualBox takes no counter above the number of blocks.
    this.#blocksAllocated = Math.min(header.blocksAllocated, header.blocks);
  }

  /** The id of the state that the disk is in: a new one as soon as something changes. */
  get modificationUuid(): string {
    return this.#modificationUuid ?? this.#header.modificationUuid;
  }

  /**
   * To be called before a change: gives the disk a new modification UUID, once. It is flushed, so that no child takes a disk for
   * the one it was made of when its data is another already. The same flush settles what an earlier program left in caches.
   */
  async markChanged(slotsEnd: number, signal?: AbortSignal): Promise<void> {
    if (this.#isMarked) return;
    this.#modificationUuid ??= this.#identity.uuid();
    await this.#store(Math.max(this.#blocksAllocated, slotsEnd), signal);
    await this.#file.flush();
    this.#isMarked = true;
  }

  /**
   * To be called before map entries are written: counts all slots up to an end. QEMU and VirtualBox put the next block where the
   * counter points, so it is never below a slot in use. Does not flush.
   */
  async countSlots(end: number, signal?: AbortSignal): Promise<void> {
    if (end > this.#blocksAllocated) await this.#store(end, signal);
  }

  /** To be called when the map on the medium names no slot from an end on, and these are to be cut off. Does not flush. */
  async forgetSlots(end: number, signal?: AbortSignal): Promise<void> {
    if (end !== this.#blocksAllocated) await this.#store(end, signal);
  }

  async #store(blocksAllocated: number, signal?: AbortSignal): Promise<void> {
    const { uuid } = this.#header;
    const fields = livingFields.encode({ blocksAllocated, uuid, modificationUuid: this.modificationUuid });
    // A write that fails may have been done all the same, so until it has not failed the counter passes for unknown.
    this.#blocksAllocated = 0;
    await this.#file.write(place, fields, signal);
    this.#blocksAllocated = blocksAllocated;
  }
}
