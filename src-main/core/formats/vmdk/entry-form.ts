import { endOf, roundDown, type Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { entrySize } from './layout.ts';

/** How the tables of a kind of extent say where a grain lies. */
export interface EntryForm {
  readonly size: Bytes;
  /** What an entry says in the terms of hosted extents: `absent`, `zeroedGrain` or a sector; NaN when it means nothing. */
  readonly sectorAt: (table: DataView, index: number) => number;
}

/** The entries of hosted extents and of COWD: the number of a sector. */
export const sectorEntries: EntryForm = {
  size: entrySize,
  sectorAt: (table, index) => table.getUint32(index * entrySize, true),
};

/** What a rescue takes an entry for that nothing tells: the number of a sector that no file has. */
export const unreadEntry = 0xffff_ffff;

/** Reads entries of any form. Those that a bad medium does not give up mean nothing afterwards: all their bits are set. */
export async function readDoubtfully(
  reader: Reader,
  at: Bytes,
  entries: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  await reader.read(at, entries, signal);
  const widest = 8;
  for (const bad of reader.unread?.({ start: at, length: entries.length }) ?? []) {
    const end = endOf(bad) - at;
    entries.fill(0xff, roundDown(bad.start - at, widest), end + ((widest - (end % widest)) % widest));
  }
}
