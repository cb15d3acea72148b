import { endOf } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { emptied } from './batmap.ts';
import { clearBatmap } from './edit-batmap.ts';
import type { EditableImage } from './edit-open.ts';
import { unallocated } from './layout.ts';
import { switchTable } from './resize-fields.ts';
import type { TablePlan } from './resize-table.ts';
import type { BlockTable } from './table.ts';

/**
 * Gives an image the table that was planned. Up to the switch of the header the old one is as it was. The batmap is cleared, since
 * it may call blocks full that are still to come.
 */
export async function writeTable(
  file: Writer,
  { found, batmap, table }: Pick<EditableImage, 'found' | 'batmap' | 'table'>,
  plan: TablePlan,
): Promise<void> {
  const { kind, tableStart, tableLength, tableEntries, mapLength, written } = plan;
  switch (kind) {
    case 'fits':
      if (batmap) await clearBatmap(file, batmap);
      return;
    case 'extended':
      if (batmap) await clearBatmap(file, batmap);
      await new ForwardTable(file, { ...written, endianness: 'big' }).finish();
      break;
    case 'moved':
      await copyTable(file, table, plan);
      if (batmap) {
        const record = { start: tableStart + tableLength, length: batmap.stored.length };
        const { stored, map } = emptied(batmap, { start: endOf(record), length: mapLength });
        await file.write(record.start, stored);
        await file.write(endOf(record), map);
      }
  }
  await switchTable(file, found, { tableStart, tableEntries });
}

async function copyTable(file: Writer, table: BlockTable, { tableStart, tableLength }: TablePlan): Promise<void> {
  const written = new ForwardTable(file, { start: tableStart, length: tableLength, endianness: 'big' });
  const blocks = Math.ceil(table.virtualSize / table.blockSize);
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks)) {
    for (const [i, entry] of entries.entries()) if (entry !== unallocated) await written.set(first + i, entry);
  }
  await written.finish();
}
