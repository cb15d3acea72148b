import { KiB, type Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../io/reader.ts';
import { viewOf, type Endianness } from './struct.ts';

/** A table of 32-bit numbers in a file, such as a block map. */
export interface EntryTable {
  readonly file: Reader;
  readonly start: Bytes;
  readonly endianness: Endianness;
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
    await table.file.read(table.start + next * entrySize, stored, signal);
    yield { first: next, entries: decode(stored, table.endianness) };
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
