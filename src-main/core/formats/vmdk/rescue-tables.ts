import type { Bytes } from '#shared/model/bytes.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import { directoryProblems, type Directories } from './check-directories.ts';
import { isSound, stateOf, type EntryRules } from './check-entry.ts';
import { tableState, type Directory } from './check-table-places.ts';
import { Walk } from './check-walk.ts';
import { readDoubtfully, unreadEntry } from './entry-form.ts';
import type { GrainTables, TableOptions } from './grain-tables.ts';
import { absent, entrySize, flag, sectorSize, type SparseHeader } from './layout.ts';
import type { SparseSource } from './read-header.ts';
import { RepairedFile } from './repair-file.ts';
import { GrainDoubts } from './rescue-doubts.ts';

/** An extent of which one directory at least can be used. */
interface Rescued {
  readonly pages: Reader;
  readonly header: SparseHeader;
  readonly directories: Directories;
  readonly rules: EntryRules;
  /** The grains that both copies agree on. */
  readonly agreed: GrainDoubts;
  /** Sectors that one copy names and the other one contradicts, with no reason to believe either. */
  readonly contradicted: Set<number>;
}

/**
 * The tables of an uncompressed extent from both of their copies: of each table the copy that can be read, and where both can, of
 * each entry the one that is possible. What no copy tells reads as an entry beyond the end of the file. Throws
 * `disk.table-too-large`; undefined when no directory can be used.
 * @param length how much of the disk the extent holds
 */
export async function rescueTables(
  reader: Reader,
  { header, directory }: SparseSource,
  options: TableOptions & { readonly length: Bytes },
): Promise<(GrainTables & { readonly contradicted: ReadonlySet<number> }) | undefined> {
  const { name, limits, signal } = options;
  const walk = new Walk(limits, { signal: signal ?? new AbortController().signal, report: () => undefined });
  const directories = await drained(directoryProblems(new RepairedFile(name, reader), header, directory, walk));
  if (!directories) return undefined;
  for (const copy of [directories.first, directories.second]) if (copy) distrustUnread(reader, copy);
  const rescued: Rescued = {
    pages: cached(reader, { pageSize: 4096, pages: 64 }),
    header,
    directories,
    rules: {
      fileSize: reader.size,
      grainSectors: header.grainSize,
      length: options.length,
      compressed: has(header, flag.compressed),
      zeroedAllowed: has(header, flag.zeroedGrains),
      metadata: directories.metadata,
    },
    agreed: new GrainDoubts(header.grainSize, header.overhead, limits.tableBytes),
    contradicted: new Set(),
  };
  await claimAgreed(rescued, signal);
  return {
    contradicted: rescued.contradicted,
    async *stretches(first, end, stop) {
      for (let table = first; table < end;) {
        stop?.throwIfAborted();
        const copies = usableCopies(directories, table);
        if (typeof copies === 'string') {
          const start = table;
          while (table < end && usableCopies(directories, table) === copies) table += 1;
          yield { first: start, count: table - start, ...(copies === 'lost' && { isLost: true }) };
        } else {
          yield { first: table, count: 1, entries: await mergedTable(rescued, table, copies, stop) };
          table += 1;
        }
      }
    },
  };
}

/** The problems are a check's matter; the result tells all that can be used. */
async function drained<R>(problems: AsyncGenerator<unknown, R>): Promise<R> {
  for (;;) {
    const step = await problems.next();
    if (step.done) return step.value;
  }
}

/** An entry of a directory that the medium does not give up names no table; it does not say that there is none. */
function distrustUnread(reader: Reader, { sector, states }: Directory): void {
  const start = sector * sectorSize;
  for (const bad of reader.unread?.({ start, length: states.length * entrySize }) ?? []) {
    const end = Math.ceil((bad.start + bad.length - start) / entrySize);
    states.fill(tableState.outside, Math.floor((bad.start - start) / entrySize), end);
  }
}

async function claimAgreed(rescued: Rescued, signal?: AbortSignal): Promise<void> {
  const { directories, header, rules, agreed } = rescued;
  for (let table = 0; table < directories.shape.count; table += 1) {
    const copies = usableCopies(directories, table);
    if (typeof copies === 'string') continue;
    signal?.throwIfAborted();
    const [one, other] = await readCopies(rescued, table, copies, signal);
    for (let i = 0; i < header.tableLength; i += 1) {
      const entry = one.getUint32(i * entrySize, true);
      if (entry === absent || entry !== other.getUint32(i * entrySize, true)) continue;
      if (stateOf(entry, table * header.tableLength + i, rules) === 'data') agreed.claim(entry);
    }
  }
}

async function mergedTable(
  rescued: Rescued,
  table: number,
  copies: readonly [Directory, Directory],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { header } = rescued;
  const [one, other] = await readCopies(rescued, table, copies, signal);
  const entries = new Uint8Array(header.tableLength * entrySize);
  const merged = viewOf(entries);
  for (let i = 0; i < header.tableLength; i += 1) {
    const at = i * entrySize;
    const entry = chosen(rescued, table * header.tableLength + i, [one.getUint32(at, true), other.getUint32(at, true)]);
    merged.setUint32(at, entry, true);
  }
  return entries;
}

/** Decides between two copies of an entry. */
function chosen({ rules, agreed, contradicted }: Rescued, grain: number, [a, b]: readonly [number, number]): number {
  const state = stateOf(a, grain, rules);
  // On top of header or tables no grain lies, whatever both copies say.
  if (a === b) return state === 'metadata' ? unreadEntry : a;
  const states = [state, stateOf(b, grain, rules)] as const;
  const isPossible = ([a, b] as const).map(
    (entry, i) => isSound(states[i] ?? 'outside') && !(states[i] === 'data' && agreed.isTaken(entry)),
  );
  const [first, second] = isPossible;
  if (first && second) {
    if (states[0] === 'data' && states[1] === 'data') {
      contradicted.add(a);
      return a;
    }
    // A grain was written whose entry reached one copy only. Zeros contradict it, and in a child each other.
    if (states[0] === 'data' && states[1] === 'absent') return a;
    return states[1] === 'data' && states[0] === 'absent' ? b : unreadEntry;
  }
  const [entry, other] = first ? [a, b] : [b, a];
  if (!first && !second) return unreadEntry;
  // That a grain is absent needs both copies, unless the other one names the grain of somebody else.
  const isDenied = entry === absent && other !== unreadEntry && !agreed.isTaken(other);
  return isDenied || (entry === absent && other === unreadEntry) ? unreadEntry : entry;
}

/** The directories whose copy of a table can be used, the same one twice where it is the only one. */
function usableCopies(
  { first, second }: Directories,
  table: number,
): readonly [Directory, Directory] | 'absent' | 'lost' {
  const [one, other] = [first, second].map((directory) => (isUsable(directory, table) ? directory : undefined));
  if (one) return [one, other ?? one];
  if (other) return [other, other];
  const isAbsent = [first, second].every((copy) => copy === undefined || copy.states[table] === tableState.absent);
  return isAbsent ? 'absent' : 'lost';
}

function isUsable(directory: Directory | undefined, table: number): boolean {
  return directory?.states[table] === tableState.good;
}

async function readCopies(
  { pages, header }: Rescued,
  table: number,
  [one, other]: readonly [Directory, Directory],
  signal?: AbortSignal,
): Promise<readonly [DataView, DataView]> {
  const read = async (directory: Directory): Promise<DataView> => {
    const entries = new Uint8Array(header.tableLength * entrySize);
    await readDoubtfully(pages, (directory.entries[table] ?? 0) * sectorSize, entries, signal);
    return viewOf(entries);
  };
  const first = await read(one);
  return [first, other === one ? first : await read(other)];
}
