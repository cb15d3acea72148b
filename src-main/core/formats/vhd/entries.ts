import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { tablePage } from '../../layout/entry-table.ts';
import { viewOf } from '../../layout/struct.ts';
import type { BlockTable } from './table.ts';

/** A table that is read through a cache which holds changes of its entries back. */
export interface LiveTable {
  readonly table: BlockTable;
  readonly entries: WriteBack;
}

export function liveTable(file: Writer, table: BlockTable): LiveTable {
  const entries = new WriteBack(file, { pageSize: tablePage, pages: 16 });
  return { entries, table: { ...table, entries: { ...table.entries, file: entries } } };
}

/** Changes the entry of a block; to be committed when what it tells is true. */
export async function setEntry(
  entries: WriteBack,
  table: BlockTable,
  { block, entry }: { readonly block: number; readonly entry: number },
): Promise<void> {
  const stored = new Uint8Array(4);
  viewOf(stored).setUint32(0, entry);
  await entries.write(table.entries.start + 4 * block, stored);
}
