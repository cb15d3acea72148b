import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { UnitSet } from '../../disk/unit-set.ts';
import type { Reader } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { blockParts, dataOfSlot, isSlot, type BlockMap } from './map.ts';
import { blocksOfDisk } from './slots.ts';

/**
 * The slots that several blocks name. Each of these blocks can be read, but at most one of them is right, and nothing tells which.
 * Walks the whole map; a bit is remembered of each slot.
 */
export async function sharedSlots({ table, header }: BlockMap, signal?: AbortSignal): Promise<UnitSet> {
  const used = new UnitSet(1);
  const shared = new UnitSet(1);
  const end = Math.min(header.blocks, blocksOfDisk(header));
  for await (const { entries } of entryRuns(table, 0, end, signal)) {
    for (const slot of entries) {
      if (!isSlot(slot) || slot >= header.blocks) continue;
      if (used.has(slot)) shared.add(slot);
      else used.add(slot);
    }
  }
  return shared;
}

/** Reads blocks whose slots are shared, and tells that all of it may be the content of others. */
export async function readShared(
  main: Reader,
  map: BlockMap,
  { start: at, target }: { readonly start: Bytes; readonly target: Uint8Array },
  { lost, signal }: Pick<OpenOptions, 'lost'> & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const range: ByteRange = { start: at, length: target.length };
  for await (const parts of blockParts(map, range, signal)) {
    for (const { block, entry, start, length } of parts) {
      const place = dataOfSlot(map.header, entry) + start - block * map.header.blockSize;
      await main.read(place, target.subarray(start - at, start - at + length), signal);
    }
  }
  if (endOf(range) > at) lost?.(range);
}
