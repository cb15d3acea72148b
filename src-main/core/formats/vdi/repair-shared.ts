import type { Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles } from '../../disk/format.ts';
import { largestPatch, type Patch } from '../../disk/patch.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { SlotSet } from './edit-slot-set.ts';
import { placeOf } from './check-header.ts';
import { mapTable } from './layer.ts';
import type { VdiHeader } from './layout.ts';
import { isSlot } from './map.ts';
import { changeEntries, type EntryChange } from './repair-entries.ts';
import { numberPatch, sizePatch } from './repair-patch.ts';
import { slotSize, slotStart } from './slots.ts';

const because = 'vdi.slot-used-twice';

interface Separation {
  /** As the changes before this one leave it. */
  readonly fileSize: Bytes;
  /** What the changes before this one have made of the stored entries. */
  readonly before: EntryChange;
  /** The first slot behind the file, and how many blocks need one. */
  readonly firstNew: number;
  readonly shared: number;
  readonly signal: AbortSignal;
}

/**
 * Gives each block that shares a slot with an earlier one a copy of its own behind the file. Copies first, then the count that
 * covers them, then the entries: cut off anywhere in between, the image reads as before, with some slots nobody uses.
 */
export async function* separateBlocks(files: ImageFiles, header: VdiHeader, how: Separation): AsyncGenerator<Patch> {
  const { main, name } = files;
  const { fileSize, before, firstNew, shared, signal } = how;
  const behind = slotStart(header, firstNew);
  // The last block may have been cut where the disk ends.
  if (fileSize < behind) yield sizePatch(name, because, { was: fileSize, now: behind });

  const place = giveNewSlots(header, firstNew);
  for await (const { first, entries } of entryRuns(mapTable(header, main), 0, header.blocks, signal)) {
    for (const [i, stored] of entries.entries()) {
      const from = before(stored, first + i);
      const to = place(from, first + i);
      if (to !== from) yield* copySlot(files, header, { from, to }, signal);
    }
  }
  const { blocksAllocated: was } = header;
  const now = firstNew + shared;
  if (was < now) yield numberPatch(placeOf(name, header, 'blocksAllocated'), because, { was, now });
  yield* changeEntries(files, header, { because, before, change: giveNewSlots(header, firstNew), signal });
}

/** The same for every walk over the map: the first block keeps a slot, and each later one gets the next new slot. */
function giveNewSlots({ blocks }: VdiHeader, firstNew: number): EntryChange {
  const used = new SlotSet();
  let next = firstNew;
  return (entry) => {
    if (!isSlot(entry) || entry >= blocks || used.add(entry)) return entry;
    next += 1;
    return next - 1;
  };
}

/** Copies extra bytes and data. What the file does not hold of the slot is zero in the copy. */
async function* copySlot(
  { main, name }: ImageFiles,
  header: VdiHeader,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): AsyncGenerator<Patch> {
  const size = slotSize(header);
  const source = slotStart(header, from);
  const target = slotStart(header, to);
  for (let done = 0; done < size; done += largestPatch) {
    const now = new Uint8Array(Math.min(largestPatch, size - done));
    const held = Math.max(0, Math.min(now.length, main.size - source - done));
    await main.read(source + done, now.subarray(0, held), signal);
    yield { kind: 'bytes', file: name, because, at: target + done, was: new Uint8Array(0), now };
  }
}
