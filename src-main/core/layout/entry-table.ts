import { endianness } from 'node:os';
import { endOf, KiB, type Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../io/reader.ts';
import type { Endianness } from './struct.ts';

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

/** Where the run of entries ends that are equal to the one at `from`. Empty maps have hundreds of millions of them. */
export function endOfEqual(entries: Uint32Array, from: number): number {
  const entry = entries[from];
  let end = from + 1;
  while (end < entries.length && entries[end] === entry) end += 1;
  return end;
}

/** Where the run of entries ends each of which is one more than the one before it. */
export function endOfAscent(entries: Uint32Array, from: number): number {
  let end = from + 1;
  for (let next = (entries[from] ?? 0) + 1; end < entries.length && entries[end] === next; next += 1) end += 1;
  return end;
}

const hostOrder: Endianness = endianness() === 'LE' ? 'little' : 'big';

/** The entries in the very memory that was read, which is nobody else's. */
function decode(stored: Uint8Array<ArrayBuffer>, order: Endianness): Uint32Array {
  if (order !== hostOrder) Buffer.from(stored.buffer).swap32();
  return new Uint32Array(stored.buffer);
}
