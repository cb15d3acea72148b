import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Watch } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import type { EditableMap } from './edit-map.ts';
import { isSlot } from './map.ts';
import { copySlots, type SlotMove } from './move-slots.ts';
import { slotSize } from './slots.ts';

/** What is copied between two flushes; at least one block. */
const batchSize: Bytes = 64 * MiB;

interface Moving {
  readonly phase: 'compact' | 'resize';
  /** Whether a block has to leave its slot. */
  readonly leaves: (slot: number) => boolean;
  /** How many blocks have to. */
  readonly count: number;
  /** A slot that is free on the medium and that nobody has to leave. */
  readonly take: () => number;
  readonly watch: Watch;
}

interface BlockMove extends SlotMove {
  readonly block: number;
}

/**
 * Moves blocks to other slots, many at a time: copies, flush, entries, flush. No place is written that an entry on the medium
 * names, old slots are left as they were, and each entry is right without the others: a power cut at any time loses nothing.
 * Blocks go in the order of the disk, not in that of their slots: one walk over the map finds them, and they lie in that order
 * afterwards. Returns how many bytes were moved.
 */
export async function moveBlocks(file: Writer, map: EditableMap, how: Moving): Promise<Bytes> {
  const { leaves, take, watch, phase } = how;
  const { header, table } = map.map;
  const { signal } = watch;
  const total = how.count * slotSize(header);
  const most = Math.max(1, Math.floor(batchSize / slotSize(header)));
  let done = 0;
  let batch: BlockMove[] = [];

  for await (const { first, entries } of entryRuns(table, 0, header.blocks, signal)) {
    for (const [i, from] of entries.entries()) {
      if (!isSlot(from) || !leaves(from)) continue;
      batch.push({ block: first + i, from, to: take() });
      if (batch.length >= most) await moveBatch();
    }
  }
  await moveBatch();
  return done;

  async function moveBatch(): Promise<void> {
    if (batch.length === 0) return;
    signal.throwIfAborted();
    await copySlots(file, header, batch, { onCopied, signal });
    for (const move of batch) await map.move(move.block, move);
    await map.flush(signal);
    batch = [];
  }

  function onCopied(bytes: Bytes): void {
    done += bytes;
    watch.report({ phase, done, total, unit: 'bytes' });
  }
}
