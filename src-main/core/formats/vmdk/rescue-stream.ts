import { DiskError } from '#shared/errors.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import { EntryTable } from './entry-table.ts';
import { unreadEntry } from './entry-form.ts';
import { openGrainTables, tableCount, type GrainTables, type TableOptions, type TableStretch } from './grain-tables.ts';
import { absent, entrySize, flag, markerType, zeroedGrain, type SparseHeader } from './layout.ts';
import type { SparseSource } from './read-header.ts';
import { rescueItems } from './rescue-stream-walk.ts';
import { TableSet } from './table-set.ts';

/** Sectors that are remembered because tables name them for one grain and markers for another. */
const mostMisnamed = 1 << 20;

/**
 * Finds the grains of a stream by their markers, and by its tables where they can be read. A marker tells whose grain it is, so it is
 * believed, unless the tables say that the grain is another's. Where neither knows a grain, it is absent if something proves that
 * all grains were found, or that they ascend and this one would have come earlier; else it is lost.
 * Throws `disk.table-too-large` for grains so scattered that their tables pass the limit.
 */
export async function rescueStream(reader: Reader, source: SparseSource, options: TableOptions): Promise<GrainTables> {
  const { header } = source;
  const found = await walk(reader, header, options);
  const directory = source.directory ?? found.directory;
  const named = directory === null ? undefined : await namedGrains(reader, { header, directory }, options);
  return new StreamTables(found, named, { header, misnamed: await misnamed(found, named, source, options) });
}

/** What the markers of a stream tell. */
interface FoundGrains {
  readonly tables: TableSet;
  /** Grains that several markers claim. */
  readonly repeated: ReadonlySet<number>;
  /** Whether nothing was met that could have been a grain, and the walk came to a footer. */
  readonly isComplete: boolean;
  /** Up to this grain, what was not found is absent. */
  readonly ascendingEnd: number;
  /** The sector of the directory, by its marker. */
  readonly directory: number | null;
}

async function walk(reader: Reader, header: SparseHeader, options: TableOptions): Promise<FoundGrains> {
  const tables = new TableSet(header.tableLength, options);
  const repeated = new Set<number>();
  let directory: number | null = null;
  let hasGap = false;
  let isAscending = true;
  let zerosBefore = false;
  let highest = -1;
  let last = -1;
  for await (const item of rescueItems(reader, header, options.signal)) {
    if (item.kind === 'garbage') hasGap = true;
    // Zeros in the middle are sectors that were lost; in front of the first grain they are padding.
    const isInside = zerosBefore && item.kind !== 'zeros' && last >= 0;
    if (isInside) hasGap = true;
    zerosBefore = item.kind === 'zeros';
    if (item.kind === 'other') {
      last = item.type;
      if (item.type === markerType.grainDirectory) directory = item.sector + 1;
    }
    if (item.kind !== 'grain') continue;
    last = markerType.endOfStream;
    if (item.grain <= highest) isAscending = false;
    highest = Math.max(highest, item.grain);
    const known = tables.get(item.grain);
    if (known === absent) tables.set(item.grain, item.sector);
    else if (known !== item.sector) repeated.add(item.grain);
  }
  return {
    tables,
    repeated,
    isComplete: !hasGap && last === markerType.footer,
    ascendingEnd: isAscending && !hasGap ? highest : 0,
    directory,
  };
}

/** The tables as they are stored; undefined where they cannot be read at all. */
async function namedGrains(
  reader: Reader,
  source: SparseSource,
  options: TableOptions,
): Promise<GrainTables | undefined> {
  try {
    return await openGrainTables(reader, source, options);
  } catch (thrown) {
    if (thrown instanceof DiskError) return undefined;
    throw thrown;
  }
}

/** Sectors that the tables give to another grain than the marker there. */
async function misnamed(
  { tables }: FoundGrains,
  named: GrainTables | undefined,
  source: SparseSource,
  { signal }: TableOptions,
): Promise<ReadonlySet<number>> {
  const sectors = new Set<number>();
  if (!named) return sectors;
  const { tableLength } = source.header;
  for await (const { first, count, entries } of named.stretches(0, tableCount(source), signal)) {
    if (!entries) continue;
    const view = viewOf(entries);
    for (let i = 0; i < count * tableLength && sectors.size < mostMisnamed; i += 1) {
      const entry = view.getUint32(i * entrySize, true);
      if (entry > zeroedGrain && entry !== tables.get(first * tableLength + i)) sectors.add(entry);
    }
  }
  return sectors;
}

interface Evidence {
  readonly header: SparseHeader;
  readonly misnamed: ReadonlySet<number>;
}

/** Tables made of what markers and tables tell. */
class StreamTables implements GrainTables {
  readonly #found: FoundGrains;
  readonly #named: GrainTables | undefined;
  readonly #evidence: Evidence;

  constructor(found: FoundGrains, named: GrainTables | undefined, evidence: Evidence) {
    this.#found = found;
    this.#named = named;
    this.#evidence = evidence;
  }

  async *stretches(first: number, end: number, signal?: AbortSignal): AsyncGenerator<TableStretch> {
    const tableBytes = this.#evidence.header.tableLength * entrySize;
    const all: TableStretch = { first, count: end - first, isLost: true };
    for await (const named of this.#named?.stretches(first, end, signal) ?? [all]) {
      for (let i = 0; i < named.count;) {
        signal?.throwIfAborted();
        const table = named.first + i;
        const run = named.entries ? 0 : this.#found.tables.emptyFrom(table, named.first + named.count);
        if (run > 0) {
          const isLost =
            named.isLost === true && !this.#isAbsent((table + run) * this.#evidence.header.tableLength - 1);
          yield { first: table, count: run, ...(isLost && { isLost }) };
          i += run;
        } else {
          const entries = named.entries?.subarray(i * tableBytes, (i + 1) * tableBytes);
          yield this.#table(table, { ...named, ...(entries && { entries }) });
          i += 1;
        }
      }
    }
  }

  #table(table: number, { entries, isLost }: TableStretch): TableStretch {
    const { tableLength } = this.#evidence.header;
    const merged = new EntryTable(tableLength * entrySize);
    const view = entries && viewOf(entries);
    for (let i = 0; i < tableLength; i += 1) {
      const entry = isLost ? unreadEntry : (view?.getUint32(i * entrySize, true) ?? absent);
      merged.set(i, this.#entry(table * tableLength + i, entry));
    }
    return { first: table, count: 1, entries: merged.bytes };
  }

  #entry(grain: number, named: number): number {
    const { tables, repeated } = this.#found;
    const { header, misnamed: contradicted } = this.#evidence;
    const found = tables.get(grain);
    if (found !== absent && !repeated.has(grain)) {
      const isDenied = contradicted.size >= mostMisnamed || contradicted.has(found);
      return found !== named && isDenied ? unreadEntry : found;
    }
    if (named === zeroedGrain && !has(header, flag.zeroedGrains)) return unreadEntry;
    // What a table names will still have to show the right marker.
    if (named !== unreadEntry) return named;
    return found === absent && this.#isAbsent(grain) ? absent : unreadEntry;
  }

  /** Whether a grain that was not found is proven not to be there. */
  #isAbsent(grain: number): boolean {
    const { isComplete, ascendingEnd } = this.#found;
    return isComplete || grain < ascendingEnd;
  }
}
