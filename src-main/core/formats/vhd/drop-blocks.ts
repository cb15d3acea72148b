import type { Writer } from '../../io/reader.ts';
import { mostHeldBack } from '../../io/write-back.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import type { Batmap } from './batmap.ts';
import { clearBatmap } from './edit-batmap.ts';
import { setEntry, type LiveTable } from './entries.ts';
import { unallocated } from './layout.ts';

interface Drop {
  /** The entries that are looked at: from `first` up to `end`. */
  readonly first: number;
  readonly end: number;
  readonly isDropped: (block: number) => boolean;
  readonly batmap: Batmap | undefined;
  readonly signal: AbortSignal;
}

/** Empties the entries of blocks, flushed: their space is free then. An image without such blocks is not touched. */
export async function dropBlocks(file: Writer, { table, entries }: LiveTable, drop: Drop): Promise<void> {
  const { first: from, end, isDropped, batmap, signal } = drop;
  let count = 0;
  for await (const run of entryRuns(table.entries, from, end, signal)) {
    for (const [i, entry] of run.entries.entries()) {
      const block = run.first + i;
      if (entry === unallocated || !isDropped(block)) continue;
      // Blocks only become fuller, so giving one back is all that can make the batmap a lie.
      if (count === 0 && batmap) {
        await clearBatmap(file, batmap);
        await file.flush();
      }
      await setEntry(entries, table, { block, entry: unallocated });
      count += 1;
    }
    if (entries.changedBytes >= mostHeldBack) await entries.commit(signal);
  }
  if (count === 0) return;
  await entries.commit(signal);
  await file.flush();
}
