import { DiskError } from '#shared/errors.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { SlotSet } from './edit-slot-set.ts';
import { isSlot, judgeSlot, type BlockMap } from './map.ts';

/**
 * Which slots are in use. The header's counter is a hint that other programs have got wrong, so the map is asked.
 * A slot given up can be taken again only after a flush: until then the map on the medium may still name it.
 */
export class Slots {
  readonly #used = new SlotSet();
  readonly #givenUp: number[] = [];
  #end = 0;

  /** One above the highest slot that the map names, on the medium or in memory: what the header has to count at least. */
  get end(): number {
    return this.#end;
  }

  /** How many slots the map names, or may still name. */
  get count(): number {
    return this.#used.count;
  }

  /** How many of these are below `end`. */
  countBelow(end: number): number {
    return this.#used.countBelow(end);
  }

  /** Notes that the map names a slot. False when it did already. */
  use(slot: number): boolean {
    this.#end = Math.max(this.#end, slot + 1);
    return this.#used.add(slot);
  }

  /**
   * Takes the lowest slot that no entry names. Slots that a crash left behind, between data and entry, are used again so; a new
   * one at the end of the file comes last. May be beyond the map's range as long as `settle` can give some back.
   */
  take(): number {
    const slot = this.#used.lowestAbsent();
    this.#used.add(slot);
    return slot;
  }

  /** Gives back a slot that was taken, but never named. */
  putBack(slot: number): void {
    this.#used.delete(slot);
  }

  /** Notes that the map names a slot no more. */
  giveUp(slot: number): void {
    this.#givenUp.push(slot);
  }

  /** Everything that was given up is free now, and `end` may go down. To be called when the map is on the medium. */
  settle(): void {
    for (const slot of this.#givenUp.splice(0)) this.#used.delete(slot);
    this.#end = this.#used.endBelow(this.#end);
  }
}

/**
 * Reads the whole map. Throws what reading a block would throw, `vdi.slot-range` and `vdi.block-truncated`, and
 * `vdi.edit-shared-slot` when two blocks lie in one slot: writing to one would change the other.
 */
export async function slotsOf(map: BlockMap, signal?: AbortSignal): Promise<Slots> {
  const slots = new Slots();
  for await (const { first, entries } of entryRuns(map.table, 0, map.header.blocks, signal)) {
    for (const [i, slot] of entries.entries()) {
      if (!isSlot(slot)) continue;
      judgeSlot(map, first + i, slot);
      if (!slots.use(slot)) throw await sharedSlot(map, first + i, slot);
    }
  }
  return slots;
}

/** The refusal with the numbers of both blocks: `block` is the second one with this slot, the first one is looked for. */
async function sharedSlot({ table, header, name }: BlockMap, block: number, slot: number): Promise<DiskError> {
  for await (const { first, entries } of entryRuns(table, 0, header.blocks)) {
    const index = entries.indexOf(slot);
    if (index >= 0) return new DiskError('vdi.edit-shared-slot', { name, block: first + index, other: block, slot });
  }
  return new DiskError('vdi.edit-shared-slot', { name, block, other: block, slot });
}
