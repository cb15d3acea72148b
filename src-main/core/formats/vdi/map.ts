import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import type { UnitSet } from '../../disk/unit-set.ts';
import { endOfAscent, endOfEqual, entryRuns, type EntryTable } from '../../layout/entry-table.ts';
import { firstReservedEntry, zeroEntry, type VdiHeader } from './layout.ts';
import { neededEnd, slotsIn, slotStart } from './slots.ts';

/** A block map with all that is needed to find the blocks it names. */
export interface BlockMap {
  readonly header: VdiHeader;
  readonly table: EntryTable;
  readonly name: string;
  /** As it is now: an image that is written in place grows. */
  readonly fileSize: Bytes;
  readonly tolerance: 'strict' | 'rescue';
  /** In a rescue: the slots that several blocks name. */
  readonly shared?: Pick<UnitSet, 'has'>;
}

/** A part of one block with the block's entry: `start` and `length` are bytes of the disk. */
export interface BlockPart extends ByteRange {
  readonly block: number;
  readonly entry: number;
}

/**
 * The runs of `range`, which lies inside the disk as the header gives it. Throws `vdi.slot-range` and `vdi.block-truncated`;
 * with tolerance `rescue` what is out of reach is lost instead, and what several blocks name has no place: its driver must read it.
 */
export async function* extentsOf(
  map: BlockMap,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly Extent[]> {
  const list = new ExtentList();
  const { table, header } = map;
  for await (const { first, entries } of entryRuns(table, ...blocksOf(range, header), signal)) {
    // Runs of entries, not single ones, and no lists of them: maps have hundreds of millions.
    for (let i = 0; i < entries.length;) {
      const entry = entries[i] ?? 0;
      const end = isSlot(entry) ? endOfStored(map, entries, i) : endOfEqual(entries, i);
      addBlocks(list, map, partOf(range, header, { first: first + i, end: first + end }, entry));
      i = end;
    }
    yield list.take();
  }
  yield list.finish();
}

/** The blocks that a range touches, each with the part of it that lies in the range; a batch for every page of the map. */
export async function* blockParts(
  { table, header }: Pick<BlockMap, 'table' | 'header'>,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly BlockPart[]> {
  for await (const { first, entries } of entryRuns(table, ...blocksOf(range, header), signal)) {
    yield Array.from(entries, (entry, i) => partOf(range, header, { first: first + i, end: first + i + 1 }, entry));
  }
}

/** True for an entry that is the number of a slot. */
export function isSlot(entry: number): boolean {
  return entry < firstReservedEntry;
}

/** Where the data of a slot begins in the file, behind the extra bytes. */
export function dataOfSlot(header: VdiHeader, slot: number): Bytes {
  return slotStart(header, slot) + header.blockExtra;
}

/** Throws `vdi.slot-range` or `vdi.block-truncated` unless the file holds the slot of a block as far as the disk needs it. */
export function judgeSlot({ header, name, fileSize }: BlockMap, block: number, slot: number): void {
  const { blocks } = header;
  if (slot >= blocks) throw new DiskError('vdi.slot-range', { name, block, slot, slots: blocks });
  const end = neededEnd(header, block, slot);
  if (end > fileSize) throw new DiskError('vdi.block-truncated', { name, block, end, size: fileSize });
}

/** The numbers of the first block that a range touches, and of the first one behind it. */
function blocksOf(range: ByteRange, { blockSize }: VdiHeader): [first: number, end: number] {
  return [Math.floor(range.start / blockSize), Math.ceil(endOf(range) / blockSize)];
}

/** The part of some blocks that lies in a range; the block and the entry are those of the first one. */
function partOf(
  range: ByteRange,
  { blockSize }: VdiHeader,
  { first: block, end }: { readonly first: number; readonly end: number },
  entry: number,
): BlockPart {
  const start = Math.max(range.start, block * blockSize);
  const length = Math.min(endOf(range), end * blockSize) - start;
  return { block, entry, start, length };
}

/** Where the blocks end that lie one after the other in the file too, whole and with nothing between them. */
function endOfStored({ header, fileSize, shared }: BlockMap, entries: Uint32Array, from: number): number {
  const slot = entries[from] ?? 0;
  const sound = Math.min(header.blocks, slotsIn(header, fileSize).whole) - slot;
  // Those behind the sound ones come one by one; looking for the end of their run each time would take for ever.
  if (sound <= 1 || header.blockExtra > 0 || shared) return from + 1;
  return Math.min(endOfAscent(entries, from), from + sound);
}

function addBlocks(list: ExtentList, map: BlockMap, part: BlockPart): void {
  const { entry, start, length } = part;
  if (isSlot(entry)) addStored(list, map, part);
  else list.run(entry === zeroEntry ? 'zero' : 'hole', start, length);
}

function addStored(list: ExtentList, map: BlockMap, { block, entry: slot, start, length }: BlockPart): void {
  const { header, fileSize } = map;
  if (map.tolerance === 'strict') judgeSlot(map, block, slot);
  const place = dataOfSlot(header, slot) + start - block * header.blockSize;
  const whole = slot < header.blocks ? Math.min(length, Math.max(0, fileSize - place)) : 0;
  if (map.shared?.has(slot)) list.run('data', start, whole);
  else if (whole > 0) list.stored(start, whole, 0, place);
  // In strict reading, slots that reach further have been refused.
  if (whole < length) list.run('lost', start + whole, length - whole);
}
