import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { tablePage } from '../../layout/entry-table.ts';
import { viewOf } from '../../layout/struct.ts';
import type { BlockTable } from './table.ts';

/** A table whose entries are read through a cache that holds their changes back. */
export function writtenBack(
  file: Writer,
  table: BlockTable,
): { readonly entries: WriteBack; readonly table: BlockTable } {
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
