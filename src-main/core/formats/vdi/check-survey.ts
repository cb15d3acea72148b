import type { Bytes } from '#shared/model/bytes.ts';
import { endOfAscent, endOfEqual, entryRuns } from '../../layout/entry-table.ts';
import type { Reader } from '../../io/reader.ts';
import { SlotSet } from './edit-slot-set.ts';
import { mapTable } from './layer.ts';
import type { VdiHeader } from './layout.ts';
import { isSlot } from './map.ts';
import { blocksOfDisk, neededEnd, slotsIn, slotSize, slotStart } from './slots.ts';

/** A map entry that cannot be right. A slot that several blocks name is the fault of each of them but the first. */
export interface EntryFault {
  readonly kind: 'out-of-range' | 'missing' | 'partial' | 'shared';
  readonly block: number;
  readonly slot: number;
}

/** What a walk over the whole map tells. */
export interface Survey {
  /** Blocks that name a slot, and blocks of the disk that do not. */
  readonly allocated: number;
  readonly free: number;
  /** The highest slot in use; -1 when there is none. Slots out of range do not count. */
  readonly highest: number;
  /** Slots in use that the file holds whole, each counted once. */
  readonly usedWhole: number;
  /** How many blocks have to share a slot that an earlier block has. */
  readonly shared: number;
  /** Whether a slot in use lies behind the end of the file, in whole or in part. */
  readonly isCut: boolean;
  /** The end of the last byte of the file that lies in a slot that some entry names, right or wrong. */
  readonly namedEnd: Bytes;
}

interface SurveyOptions {
  readonly header: VdiHeader;
  readonly fileSize: Bytes;
  /** Entries as a repair before this one leaves them; by default as they are stored. */
  readonly view?: (entry: number, block: number) => number;
  readonly onFault?: (fault: EntryFault) => void;
  /** Called with the entries seen so far. */
  readonly onProgress?: (entries: number) => void;
  readonly signal: AbortSignal;
}

/** Walks the map of an image whose header has no faults, page by page; a bit is remembered of each slot in use. */
export async function surveyMap(file: Reader, options: SurveyOptions): Promise<Survey> {
  const { header, view, onProgress, signal } = options;
  const walk = new Walk(options);
  for await (const { first, entries } of entryRuns(mapTable(header, file), 0, header.blocks, signal)) {
    if (view) entries.forEach((entry, i) => (entries[i] = view(entry, first + i)));
    walk.takeAll(first, entries);
    onProgress?.(first + entries.length);
  }
  return walk.survey;
}

class Walk {
  readonly survey = { allocated: 0, free: 0, highest: -1, usedWhole: 0, shared: 0, isCut: false, namedEnd: 0 };
  readonly #used = new SlotSet();
  readonly #options: SurveyOptions;
  readonly #whole: number;
  readonly #blocksOfDisk: number;

  constructor(options: SurveyOptions) {
    const { header, fileSize } = options;
    this.#options = options;
    this.#whole = slotsIn(header, fileSize).whole;
    this.#blocksOfDisk = blocksOfDisk(header);
  }

  /** Takes runs of entries at once where nothing is wrong with them. `first` is the block of the first one. */
  takeAll(first: number, entries: Uint32Array): void {
    for (let i = 0; i < entries.length;) {
      const slot = entries[i] ?? 0;
      const end = isSlot(slot) ? endOfAscent(entries, i) : endOfEqual(entries, i);
      if (!isSlot(slot)) this.#free(first + i, first + end);
      else if (!this.#takeSound(slot, end - i)) {
        for (let one = i; one < end; one += 1) this.#takeOne(first + one, entries[one] ?? 0);
      }
      i = end;
    }
  }

  #free(first: number, end: number): void {
    this.survey.free += Math.max(0, Math.min(end, this.#blocksOfDisk) - first);
  }

  /** Takes slots in a row, all of them whole and none of them named before; false, and nothing taken, for others. */
  #takeSound(slot: number, count: number): boolean {
    const { survey } = this;
    const { header } = this.#options;
    const end = slot + count;
    if (end > Math.min(header.blocks, this.#whole) || !this.#used.addRun(slot, end)) return false;
    survey.allocated += count;
    survey.usedWhole += count;
    survey.highest = Math.max(survey.highest, end - 1);
    survey.namedEnd = Math.max(survey.namedEnd, slotStart(header, end));
    return true;
  }

  #takeOne(block: number, slot: number): void {
    // The highest slots are followed by the numbers that stand for none.
    if (!isSlot(slot)) {
      this.#free(block, block + 1);
      return;
    }
    const { survey } = this;
    survey.allocated += 1;
    const { header, fileSize, onFault } = this.#options;
    const start = slotStart(header, slot);
    if (start < fileSize) {
      survey.namedEnd = Math.max(survey.namedEnd, Math.min(fileSize, start + slotSize(header)));
    }
    if (slot >= header.blocks) return onFault?.({ kind: 'out-of-range', block, slot });

    survey.highest = Math.max(survey.highest, slot);
    const isFirst = this.#used.add(slot);
    if (isFirst && slot < this.#whole) survey.usedWhole += 1;
    const isMissing = start >= fileSize;
    const isPartial = !isMissing && neededEnd(header, block, slot) > fileSize;
    if (isMissing || isPartial) survey.isCut = true;
    if (!isFirst && !isMissing) survey.shared += 1;

    if (isMissing) onFault?.({ kind: 'missing', block, slot });
    else if (!isFirst) onFault?.({ kind: 'shared', block, slot });
    else if (isPartial) onFault?.({ kind: 'partial', block, slot });
  }
}

/** The first of the new slots that blocks get when they stop sharing; undefined when there is no room for them all. */
export function firstNewSlot(header: VdiHeader, fileSize: Bytes, { shared, isCut }: Survey): number | undefined {
  const { begun, whole } = slotsIn(header, fileSize);
  // Old slots that nobody uses may hold the only copy of what a damaged entry pointed to: new ones come behind the file.
  // Behind a file that was cut they would make what is missing look like zeros. And no map, however absurd, makes a file
  // grow to more than twice its size.
  const room = isCut ? 0 : Math.min(header.blocks - begun, whole);
  return shared <= room ? begun : undefined;
}

/** What the count of slots given away can be at most: as many as are in use or lie in the file. */
export function highestCount(header: VdiHeader, fileSize: Bytes, { highest }: Survey): number {
  return Math.max(highest + 1, Math.min(header.blocks, slotsIn(header, fileSize).begun));
}

/** Where the file could end: behind its last whole slot, and behind everything that an entry names. */
export function usefulEnd(header: VdiHeader, fileSize: Bytes, { namedEnd }: Survey): Bytes {
  const slots = Math.min(header.blocks, slotsIn(header, fileSize).whole);
  return Math.min(fileSize, Math.max(slotStart(header, slots), namedEnd));
}
