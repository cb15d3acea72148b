import { DiskError } from '#shared/errors.ts';
import { endOf, KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { isZero } from '../../disk/zeros.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { SectorRanges } from './check-ranges.ts';
import { readDoubtfully } from './entry-form.ts';
import { absent, entrySize, sectorSize } from './layout.ts';
import type { SparseSource } from './read-header.ts';

/** Consecutive grain tables of an extent. */
export interface TableStretch {
  /** The number of the first table. */
  readonly first: number;
  readonly count: number;
  /** The entries of all of them, as stored; undefined when no grain in them is. */
  readonly entries?: Uint8Array;
  /** True when nothing tells what they hold; only a rescue meets that. */
  readonly isLost?: true;
}

/** The grain tables of an extent, wherever they come from. */
export interface GrainTables {
  /** The tables from number `first` up to `end` (exclusive), in order and without gaps. */
  stretches(first: number, end: number, signal?: AbortSignal): AsyncIterable<TableStretch>;
  /** In a rescue: the sectors of header, directory and tables, on which no grain lies. Absent where that is judged elsewhere. */
  readonly metadata?: SectorRanges | undefined;
  /** In a rescue: sectors that one copy of the tables gives to a grain, and the other one to none or another. */
  readonly contradicted?: ReadonlySet<number>;
}

export interface TableOptions extends OpenOptions {
  /** The file, for messages. */
  readonly name: string;
  /** Extents that share the memory for cached tables. */
  readonly sharers: number;
}

/** Tables are read together up to this much: few calls for a large empty disk, little memory. */
const stretchBytes: Bytes = 512 * KiB;
const pageSize: Bytes = 4 * KiB;

/** How many sectors of the disk one table covers, and how many tables an extent has. */
export function tableCount({ header }: SparseSource): number {
  return Math.ceil(header.capacity / (header.tableLength * header.grainSize));
}

/**
 * Reads the grain directory; the tables follow on demand. Throws `vmdk.no-directory`, `vmdk.directory-outside` or
 * `disk.table-too-large`.
 */
export async function openGrainTables(
  reader: Reader,
  source: SparseSource,
  options: TableOptions,
): Promise<GrainTables> {
  const { name, sharers, tolerance } = options;
  if (source.directory === null) throw new DiskError('vmdk.no-directory', { name });
  const entries = viewOf(await readDirectory(reader, source.directory, tableCount(source), options));
  const pages = Math.min(Math.max(Math.floor(1024 / sharers), 2), 256);
  return directoryTables(reader, cached(reader, { pageSize, pages }), {
    name,
    tolerance,
    tableBytes: source.header.tableLength * entrySize,
    sectorOf: (table) => entries.getUint32(table * entrySize, true),
    ...(tolerance === 'rescue' && { metadata: metadataOf(source, entries, reader.size) }),
  });
}

/** What header, directory and tables take of a file; tables that lie outside take nothing. */
function metadataOf({ header, directory }: SparseSource, entries: DataView, fileSize: Bytes): SectorRanges {
  const tableSectors = Math.ceil((header.tableLength * entrySize) / sectorSize);
  const start = directory ?? 0;
  const ranges = [
    // The header of COWD takes four sectors; no program puts a grain right behind a shorter one.
    { start: 0, end: 4 },
    { start, end: start + Math.ceil(entries.byteLength / sectorSize) },
  ];
  for (let at = 0; at < entries.byteLength; at += entrySize) {
    const table = entries.getUint32(at, true);
    const isInside = table !== absent && (table + tableSectors) * sectorSize <= fileSize;
    if (isInside) ranges.push({ start: table, end: table + tableSectors });
  }
  return new SectorRanges(ranges);
}

/**
 * Reads one copy of the directory, which begins at a sector and names so many tables. Throws `vmdk.directory-outside` or
 * `disk.table-too-large`.
 */
export async function readDirectory(
  reader: Reader,
  sector: number,
  tables: number,
  { name, limits, signal }: TableOptions,
): Promise<Uint8Array> {
  const place = { start: sector * sectorSize, length: tables * entrySize };
  if (endOf(place) > reader.size) {
    throw new DiskError('vmdk.directory-outside', { name, end: endOf(place), size: reader.size });
  }
  if (place.length > limits.tableBytes) {
    const facts = { name, table: 'grain directory', size: place.length, limit: limits.tableBytes };
    throw new DiskError('disk.table-too-large', facts);
  }
  const directory = new Uint8Array(place.length);
  await readDoubtfully(reader, place.start, directory, signal);
  return directory;
}

/** Where the tables of an extent lie, and how large each is. */
export interface TableShape {
  readonly name: string;
  readonly tolerance: OpenOptions['tolerance'];
  readonly tableBytes: Bytes;
  /** The sector where a table begins, as the directory has it; `absent` when there is none. */
  readonly sectorOf: (table: number) => number;
  readonly metadata?: SectorRanges;
}

/** Tables that are read as they are needed: single ones through the `cache`, many at once past it. */
export function directoryTables(reader: Reader, cache: Reader, shape: TableShape): GrainTables {
  return new DirectoryTables(reader, cache, shape);
}

class DirectoryTables implements GrainTables {
  readonly metadata: SectorRanges | undefined;
  readonly #reader: Reader;
  readonly #cache: Reader;
  readonly #shape: TableShape;

  constructor(reader: Reader, cache: Reader, shape: TableShape) {
    this.#reader = reader;
    this.#cache = cache;
    this.#shape = shape;
    this.metadata = shape.metadata;
  }

  async *stretches(first: number, end: number, signal?: AbortSignal): AsyncGenerator<TableStretch> {
    for (let next = first; next < end;) {
      signal?.throwIfAborted();
      const place = this.#placeOf(next);
      const count = place ? this.#adjacent(next, end) : this.#missing(next, end);
      const entries = place && (await this.#read({ start: place.start, length: count * place.length }, signal));
      yield { first: next, count, ...(entries && { entries }), ...(this.#isLost(next) && { isLost: true }) };
      next += count;
    }
  }

  /** True when a table is out of reach, which only a rescue gets to know this way. */
  #isLost(table: number): boolean {
    const sector = this.#shape.sectorOf(table);
    return sector !== absent && !(sector * sectorSize + this.#shape.tableBytes <= this.#reader.size);
  }

  /** Where a table lies; undefined when it is absent, or lost. */
  #placeOf(table: number): ByteRange | undefined {
    const { name, tolerance, tableBytes, sectorOf } = this.#shape;
    const sector = sectorOf(table);
    if (sector === absent) return undefined;
    const place = { start: sector * sectorSize, length: tableBytes };
    if (endOf(place) <= this.#reader.size) return place;
    if (tolerance === 'rescue') return undefined;
    throw new DiskError('vmdk.table-outside', { name, table, end: endOf(place), size: this.#reader.size });
  }

  /** How many tables from this one on are absent as it is, or lost. */
  #missing(table: number, end: number): number {
    let next = table + 1;
    const isLost = this.#isLost(table);
    while (next < end && !this.#placeOf(next) && this.#isLost(next) === isLost) next += 1;
    return next - table;
  }

  /** How many tables from this one on lie next to each other in the file. */
  #adjacent(table: number, end: number): number {
    const { tableBytes } = this.#shape;
    const first = this.#placeOf(table)?.start ?? 0;
    const limit = Math.min(end, table + Math.max(1, Math.floor(stretchBytes / tableBytes)));
    let next = table + 1;
    while (next < limit && this.#placeOf(next)?.start === first + (next - table) * tableBytes) next += 1;
    return next - table;
  }

  /** The entries in a place; undefined when all are zero, which the host may know without reading. */
  async #read(place: ByteRange, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#reader.nextData) {
      const stored = this.#reader.nextData(place.start);
      if (!stored || stored.start >= endOf(place)) return undefined;
    }
    const entries = new Uint8Array(place.length);
    // One table is asked for again and again while a grain is read at a time; many at once are a scan and pass by once.
    const source = place.length > this.#shape.tableBytes ? this.#reader : this.#cache;
    await readDoubtfully(source, place.start, entries, signal);
    return isZero(entries) ? undefined : entries;
  }
}
