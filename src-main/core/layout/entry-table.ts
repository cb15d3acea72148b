import { endOf, KiB, type Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../io/reader.ts';
import { viewOf, type Endianness } from './struct.ts';

/** A table of 32-bit numbers in a file, such as a block map. */
export interface EntryTable {
  readonly file: Reader;
  readonly start: Bytes;
  readonly endianness: Endianness;
  /** What an entry counts as that a bad medium does not give up; only a rescue gets to see it. */
  readonly unreadable?: number;
}

/** Consecutive entries of a table; `first` is the index of the first one. */
export interface EntryRun {
  readonly first: number;
  readonly entries: Uint32Array;
}

/** Table bytes that are held at once: the map of a 64 TiB disk is walked in the memory of a picture icon. */
export const tablePage: Bytes = 64 * KiB;

const entrySize: Bytes = 4;
const entriesOfPage = tablePage / entrySize;

/** The entries from `first` up to `end`, page by page. */
export async function* entryRuns(
  table: EntryTable,
  first: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<EntryRun> {
  for (let next = first; next < end;) {
    const pageEnd = Math.min(end, next - (next % entriesOfPage) + entriesOfPage);
    const stored = new Uint8Array((pageEnd - next) * entrySize);
    const start = table.start + next * entrySize;
    await table.file.read(start, stored, signal);
    const entries = decode(stored, table.endianness);
    for (const range of table.file.unread?.({ start, length: stored.length }) ?? []) {
      const firstBad = Math.floor((range.start - start) / entrySize);
      entries.fill(table.unreadable ?? 0, firstBad, Math.ceil((endOf(range) - start) / entrySize));
    }
    yield { first: next, entries };
    next = pageEnd;
  }
}

function decode(stored: Uint8Array, endianness: Endianness): Uint32Array {
  const view = viewOf(stored);
  const little = endianness === 'little';
  const entries = new Uint32Array(stored.length / entrySize);
  for (let i = 0; i < entries.length; i += 1) entries[i] = view.getUint32(i * entrySize, little);
  return entries;
}
