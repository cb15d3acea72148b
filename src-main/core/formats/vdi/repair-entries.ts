import type { FindingCode } from '#shared/text/findings/index.ts';
import type { ImageFiles } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { mapTable } from './layer.ts';
import type { VdiHeader } from './layout.ts';
import { entryBytes } from './repair-patch.ts';

/** What becomes of an entry. */
export type EntryChange = (entry: number, block: number) => number;

interface Changes {
  readonly because: FindingCode;
  /** What the changes before this one have made of the stored entries. */
  readonly before: EntryChange;
  /** Called once for each entry, in the order of the map. */
  readonly change: EntryChange;
  readonly signal: AbortSignal;
}

/**
 * Changes entries of the map: one patch for each page in which there are any. A power cut may leave a patch half done, so
 * each change must be right without the others.
 */
export async function* changeEntries(
  { main, name }: ImageFiles,
  header: VdiHeader,
  { because, before, change, signal }: Changes,
): AsyncGenerator<Patch> {
  for await (const { first, entries } of entryRuns(mapTable(header, main), 0, header.blocks, signal)) {
    const was = entries.map((entry, i) => before(entry, first + i));
    const now = was.map((entry, i) => change(entry, first + i));
    const start = now.findIndex((entry, i) => entry !== was[i]);
    if (start < 0) continue;
    const end = now.findLastIndex((entry, i) => entry !== was[i]) + 1;
    yield {
      kind: 'bytes',
      file: name,
      because,
      at: header.mapStart + 4 * (first + start),
      was: entryBytes(was.subarray(start, end)),
      now: entryBytes(now.subarray(start, end)),
    };
  }
}
