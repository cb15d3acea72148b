import { endOf, KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import type { Directories } from './check-directories.ts';
import { tableState, type Directory } from './check-table-places.ts';
import { sectorSize } from './layout.ts';

/** Tables are read together up to this much. */
const stretchBytes: Bytes = 512 * KiB;

/** Consecutive tables in both copies. Where one copy cannot be used, the other is the first one here. */
export interface TablePair {
  /** The number of the first table. */
  readonly table: number;
  readonly count: number;
  /** Absent when no copy holds any entry. */
  readonly entries?: TableEntries;
  /** The second copy, where it differs. */
  readonly second?: TableEntries;
  /** True when there is a second copy at all. */
  readonly hasSecond: boolean;
  /** Where the second copy lies; it equals the first one when `second` is absent. */
  readonly secondAt: Bytes;
}

export interface TableEntries {
  readonly at: Bytes;
  readonly bytes: Uint8Array;
}

/** All tables of an extent, in order; what the host knows to be a hole is not read. */
export async function* tablePairs(
  reader: Reader,
  { shape, first, second }: Directories,
  signal: AbortSignal,
): AsyncGenerator<TablePair> {
  const tableBytes = shape.tableSectors * sectorSize;
  const places = (table: number) => placesOf(table, first, second);
  for (let table = 0; table < shape.count;) {
    signal.throwIfAborted();
    const [one, other] = places(table);
    const most = one === undefined ? Infinity : Math.max(1, Math.floor(stretchBytes / tableBytes));
    let count = 1;
    while (table + count < shape.count && count < most) {
      const [nextOne, nextOther] = places(table + count);
      if (!follows(one, nextOne, count * shape.tableSectors) || !follows(other, nextOther, count * shape.tableSectors))
        break;
      count += 1;
    }
    yield { table, count, ...(await readPair(reader, one, other, count * tableBytes)) };
    table += count;
  }
}

/** The sectors of the copies of a table that can be used, the one that counts first. */
function placesOf(
  table: number,
  first?: Directory,
  second?: Directory,
): readonly [number | undefined, number | undefined] {
  const one = usable(table, first);
  const other = usable(table, second);
  if (one === undefined) return [other, undefined];
  return [one, other === one ? undefined : other];
}

function usable(table: number, directory?: Directory): number | undefined {
  const state = directory?.states[table];
  return state === tableState.good || state === tableState.shared ? directory?.entries[table] : undefined;
}

function follows(from: number | undefined, next: number | undefined, distance: number): boolean {
  return from === undefined ? next === undefined : next === from + distance;
}

type PairContent = Omit<TablePair, 'table' | 'count'>;

async function readPair(
  reader: Reader,
  one: number | undefined,
  other: number | undefined,
  length: Bytes,
): Promise<PairContent> {
  const none = { hasSecond: other !== undefined, secondAt: (other ?? 0) * sectorSize };
  if (one === undefined) return none;
  const copies = [one, ...(other === undefined ? [] : [other])];
  const read = await Promise.all(copies.map((sector) => readEntries(reader, sector * sectorSize, length)));
  const [first, second = other === undefined ? first : undefined] = read;
  if (!first && !second) return none;
  const empty = () => new Uint8Array(length);
  const entries = { at: one * sectorSize, bytes: first ?? empty() };
  if (other === undefined) return { ...none, entries };
  const copy = { at: other * sectorSize, bytes: second ?? empty() };
  return Buffer.compare(entries.bytes, copy.bytes) === 0 ? { ...none, entries } : { ...none, entries, second: copy };
}

/** Undefined when all entries are zero. Holes before and behind the entries are not read. */
async function readEntries(reader: Reader, at: Bytes, length: Bytes): Promise<Uint8Array | undefined> {
  const stored = storedSpan(reader, { start: at, length });
  if (!stored) return undefined;
  const bytes = new Uint8Array(length);
  await reader.read(stored.start, bytes.subarray(stored.start - at, endOf(stored) - at));
  return isZero(bytes) ? undefined : bytes;
}

/** The part of a range from its first stored byte to its last one, as far as the host knows; undefined for a hole. */
function storedSpan(reader: Reader, range: ByteRange): ByteRange | undefined {
  if (!reader.nextData) return range;
  const first = reader.nextData(range.start);
  if (!first || first.start >= endOf(range)) return undefined;
  let end = endOf(first);
  while (end < endOf(range)) {
    const next = reader.nextData(end);
    if (!next || next.start >= endOf(range)) break;
    end = endOf(next);
  }
  return { start: first.start, length: Math.min(end, endOf(range)) - first.start };
}
