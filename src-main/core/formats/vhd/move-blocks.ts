import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Watch } from '../../disk/format.ts';
import { isZero } from '../../disk/zeros.ts';
import { clearRange } from '../../io/clear-range.ts';
import { copyPieces, type CopiedRun } from '../../io/copy-pieces.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { setEntry, type LiveTable } from './entries.ts';
import { sectorSize, unallocated } from './layout.ts';

interface Moving {
  readonly phase: 'compact' | 'resize';
  /** Whether the block that starts at a sector has to leave. */
  readonly leaves: (sector: number) => boolean;
  /** How many blocks have to. */
  readonly count: number;
  /** What the block that starts at a sector takes; its copy is whole. */
  readonly lengthOf: (sector: number) => Bytes;
  /** The next place that no entry on the medium names, and that no block leaves. */
  readonly places: Iterator<Bytes, void, void>;
  readonly watch: Watch;
}

/** A block, bitmap and data, that goes to a place that nothing names. */
interface BlockMove extends CopiedRun {
  readonly block: number;
}

/** What is copied between two flushes; at least one block. */
const batchSize: Bytes = 64 * MiB;

/**
 * Gives blocks other places. One flush serves a batch of copies and the entries of the batch before: since no place that
 * was left is taken again, the two do not depend on each other. Flushed at the end. Returns how many bytes were moved.
 */
export async function moveBlocks(file: Writer, live: LiveTable, moving: Moving): Promise<Bytes> {
  const { table } = live;
  const { leaves, lengthOf, places, count, phase, watch } = moving;
  if (count === 0) return 0;
  const length = table.bitmapLength + table.blockSize;
  const total = count * length;
  let done = 0;
  let batch: BlockMove[] = [];
  for await (const run of entryRuns(table.entries, 0, Math.ceil(table.virtualSize / table.blockSize), watch.signal)) {
    for (const [i, sector] of run.entries.entries()) {
      if (sector === unallocated || !leaves(sector)) continue;
      const to = places.next().value;
      if (to === undefined) throw new RangeError('There are fewer places than blocks that have to move');
      batch.push({ block: run.first + i, from: sector * sectorSize, to, held: lengthOf(sector), length });
      if (batch.length * length < batchSize) continue;
      await moveBatch();
    }
  }
  await moveBatch();
  await file.flush();
  return done;

  async function moveBatch(): Promise<void> {
    const { signal } = watch;
    if (batch.length === 0) return;
    signal.throwIfAborted();
    await copyPieces(file, batch, { store, onCopied: report, signal });
    await file.flush();
    for (const { block, to } of batch) await setEntry(live.entries, table, { block, entry: to / sectorSize });
    await live.entries.commit();
    batch = [];
  }

  function store(at: Bytes, bytes: Uint8Array): Promise<void> {
    if (isZero(bytes)) return clearRange(file, { start: at, length: bytes.length }, watch.signal);
    return file.write(at, bytes, watch.signal);
  }

  function report(bytes: Bytes): void {
    done += bytes;
    watch.report({ phase, done, total, unit: 'bytes' });
  }
}
