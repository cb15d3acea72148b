import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import type { OpenOptions } from '../../disk/format.ts';
import type { Limits } from '../../disk/limits.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import { CompressedGrains } from './compressed-grains.ts';
import { sectorEntries, type EntryForm } from './entry-form.ts';
import type { GrainTables, TableStretch } from './grain-tables.ts';
import { absent, flag, marker, sectorSize, zeroedGrain, type SparseHeader } from './layout.ts';
import { GrainDoubts } from './rescue-doubts.ts';
import { rescueGrains } from './rescue-grains.ts';
import type { CompressedSource, StoredGrain } from './stored-grain.ts';
import type { ExtentPlace, VmdkExtent } from './vmdk-extent.ts';

export interface SparseFile {
  readonly reader: Reader;
  /** The file, for messages. */
  readonly name: string;
  readonly header: SparseHeader;
  readonly tables: GrainTables;
  /** How entries of the tables are stored; as hosted extents have them when absent. */
  readonly entries?: EntryForm;
}

/** A table of an extent as it was read. */
interface ReadTable {
  readonly table: number;
  readonly entries: DataView;
  /** In a rescue: which grains cannot be believed. */
  readonly doubts: GrainDoubts | undefined;
}

/** An extent made of grains that are stored when they are needed, found through tables. */
export class SparseExtent implements VmdkExtent {
  readonly start: Bytes;
  readonly length: Bytes;
  readonly grainBytes: Bytes;
  readonly #file: number;
  readonly #source: SparseFile;
  readonly #rescue: boolean;
  readonly #lost: (range: ByteRange) => void;
  readonly #limits: Limits;
  readonly #entries: EntryForm;
  readonly #compressed: CompressedGrains | undefined;
  #doubts: Promise<GrainDoubts> | undefined;

  constructor(place: ExtentPlace, source: SparseFile, { tolerance, limits, lost }: OpenOptions) {
    const { header } = source;
    this.start = place.start;
    this.length = place.length;
    this.grainBytes = header.grainSize * sectorSize;
    this.#file = place.file;
    this.#source = source;
    this.#entries = source.entries ?? sectorEntries;
    this.#rescue = tolerance === 'rescue';
    this.#lost = lost ?? (() => undefined);
    this.#limits = limits;
    this.#compressed = has(header, flag.compressed) ? new CompressedGrains(this.#compressedSource) : undefined;
  }

  get isCompressed(): boolean {
    return this.#compressed !== undefined;
  }

  async *runs(range: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
    const list = new ExtentList();
    const doubts = await this.#doubtful(signal);
    for await (const stretch of this.#stretchesOf(range, signal)) {
      if (!stretch.entries) this.#addEmpty(list, stretch, range);
      else {
        for (let i = 0; i < stretch.count; i += 1) {
          const entries = entriesOfTable(stretch, i);
          if (entries) this.#addTable(list, { table: stretch.first + i, entries, doubts }, range);
          else this.#addEmpty(list, { first: stretch.first + i, count: 1 }, range);
          if (list.isFull) yield list.take();
        }
      }
    }
    yield list.finish();
  }

  /** Reads what has no place of its own: compressed grains, and in a rescue grains whose place is in doubt. */
  async readStored(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const range = { start: at, length: target.length };
    const grains: StoredGrain[] = [];
    for await (const stretch of this.#stretchesOf(range, signal)) {
      for (let i = 0; i < stretch.count; i += 1) {
        const entries = entriesOfTable(stretch, i);
        if (!entries) continue;
        this.#eachGrain(stretch.first + i, entries, range, (grain, entry) => {
          if (this.#kindOf(grain, entry) === 'data') grains.push({ index: grain, sector: entry });
        });
      }
    }
    if (!this.#rescue) await this.#compressed?.read(grains, at - this.start, target, signal);
    else if (this.#compressed) await this.#rescueGrains(grains, at, target, signal);
    else await this.#readDoubtful(grains, at, target, signal);
  }

  async #rescueGrains(grains: readonly StoredGrain[], at: Bytes, target: Uint8Array, signal?: AbortSignal) {
    const lost = ({ start, length }: ByteRange) => {
      this.#lost({ start: start + this.start, length });
    };
    await rescueGrains(this.#compressedSource, grains, { at: at - this.start, target }, { lost, signal });
    if (has(this.#source.header, flag.markers)) return;
    // Nothing but its place tells whose grain it is.
    const doubts = await this.#doubtful(signal);
    for (const { index, sector } of grains) {
      if (!doubts?.has(sector)) continue;
      const part = this.#within({ start: at, length: target.length }, index * this.grainBytes, this.grainBytes);
      this.#lost(part);
    }
  }

  async #readDoubtful(grains: readonly StoredGrain[], at: Bytes, target: Uint8Array, signal?: AbortSignal) {
    for (const { index, sector } of grains) {
      const offset = index * this.grainBytes;
      const part = this.#within({ start: at, length: target.length }, offset, this.grainBytes);
      const content = target.subarray(part.start - at, endOf(part) - at);
      await this.#source.reader.read(sector * sectorSize + (part.start - this.start - offset), content, signal);
      this.#lost(part);
    }
  }

  /** In a rescue, the grains that lie where others lie: found once, in a walk over all tables. */
  #doubtful(signal?: AbortSignal): Promise<GrainDoubts> | undefined {
    const { header } = this.#source;
    // Grains of a stream say whose they are.
    if (!this.#rescue || has(header, flag.markers)) return undefined;
    this.#doubts ??= this.#findDoubts(signal);
    this.#doubts.catch(() => (this.#doubts = undefined));
    return this.#doubts;
  }

  async #findDoubts(signal?: AbortSignal): Promise<GrainDoubts> {
    const { header, tables } = this.#source;
    const sectors = this.#compressed ? 1 : header.grainSize;
    const doubts = new GrainDoubts(sectors, header.overhead, this.#limits.tableBytes);
    const whole = { start: this.start, length: this.length };
    for await (const stretch of this.#stretchesOf(whole, signal)) {
      for (let i = 0; i < stretch.count; i += 1) {
        const entries = entriesOfTable(stretch, i);
        if (!entries) continue;
        this.#eachGrain(stretch.first + i, entries, whole, (grain, entry) => {
          if (this.#kindOf(grain, entry) === 'data') doubts.claim(entry);
        });
      }
    }
    for (const sector of tables.contradicted ?? []) doubts.doubt(sector);
    return doubts;
  }

  get #compressedSource(): CompressedSource {
    const { reader, name, header } = this.#source;
    const { grainBytes, length } = this;
    return { reader, name, grainBytes, length, hasMarkers: has(header, flag.markers) };
  }

  get #tableCoverage(): Bytes {
    return this.#source.header.tableLength * this.grainBytes;
  }

  #stretchesOf(range: ByteRange, signal?: AbortSignal): AsyncIterable<TableStretch> {
    const first = Math.floor((range.start - this.start) / this.#tableCoverage);
    const end = Math.ceil((endOf(range) - this.start) / this.#tableCoverage);
    return this.#source.tables.stretches(first, end, signal);
  }

  /** The part of a range of the disk that lies in a stretch given in offsets of this extent. */
  #within(range: ByteRange, offset: Bytes, length: Bytes): ByteRange {
    const start = Math.max(range.start, this.start + offset);
    return { start, length: Math.max(0, Math.min(endOf(range), this.start + offset + length) - start) };
  }

  /** Visits the grains of a table that lie in a range. A callback, since a full disk has millions of them. */
  #eachGrain(table: number, entries: DataView, range: ByteRange, visit: (grain: number, entry: number) => void): void {
    const { tableLength } = this.#source.header;
    const first = table * tableLength;
    const from = Math.max(first, Math.floor((range.start - this.start) / this.grainBytes));
    const to = Math.min(first + tableLength, Math.ceil((endOf(range) - this.start) / this.grainBytes));
    for (let grain = from; grain < to; grain += 1) visit(grain, this.#entries.sectorAt(entries, grain - first));
  }

  #addEmpty(list: ExtentList, { first, count, isLost }: Omit<TableStretch, 'entries'>, range: ByteRange): void {
    const { start, length } = this.#within(range, first * this.#tableCoverage, count * this.#tableCoverage);
    list.run(isLost ? 'lost' : 'hole', start, length);
  }

  #addTable(list: ExtentList, { table, entries, doubts }: ReadTable, range: ByteRange): void {
    this.#eachGrain(table, entries, range, (grain, entry) => {
      const offset = grain * this.grainBytes;
      const { start, length } = this.#within(range, offset, this.grainBytes);
      const kind = this.#kindOf(grain, entry);
      if (kind !== 'data' || this.#compressed) list.run(kind, start, length);
      else {
        const place = entry * sectorSize + (start - this.start - offset);
        // In strict reading, grains that reach further have been refused.
        const whole = Math.max(0, Math.min(length, this.#source.reader.size - place));
        if (doubts?.has(entry)) list.run('data', start, whole);
        else if (whole > 0) list.stored(start, whole, this.#file, place);
        if (whole < length) list.run('lost', start + whole, length - whole);
      }
    });
  }

  /** What an entry says. Throws `vmdk.bad-grain` when that cannot be; when rescuing, such a grain is lost. */
  #kindOf(grain: number, entry: number): Extent['kind'] {
    if (entry === absent) return 'hole';
    const { header, reader, tables } = this.#source;
    if (entry === zeroedGrain && has(header, flag.zeroedGrains)) return 'zero';
    if (Number.isNaN(entry)) return this.#badEntry(grain);
    const needed = this.#compressed ? marker.size : Math.min(this.grainBytes, this.length - grain * this.grainBytes);
    if (entry === zeroedGrain) return this.#badGrain(grain, entry, 'which belongs to the descriptor');
    if (tables.metadata?.touches(entry, this.#compressed ? 1 : header.grainSize)) return 'lost';
    // A rescue takes what is there of a grain that is cut.
    if (this.#rescue && !this.#compressed && entry * sectorSize < reader.size) return 'data';
    if (entry * sectorSize + needed > reader.size) return this.#badGrain(grain, entry, 'beyond the end of the file');
    return 'data';
  }

  #badEntry(grain: number): 'lost' {
    if (this.#rescue) return 'lost';
    throw new DiskError('vmdk.bad-entry', { name: this.#source.name, grain });
  }

  #badGrain(grain: number, sector: number, problem: string): 'lost' {
    if (this.#rescue) return 'lost';
    throw new DiskError('vmdk.bad-grain', { name: this.#source.name, grain, sector, problem });
  }
}

/** The entries of one table of a stretch; undefined when no grain in it is stored. */
function entriesOfTable({ entries, count }: TableStretch, index: number): DataView | undefined {
  if (!entries) return undefined;
  const length = entries.length / count;
  const table = entries.subarray(index * length, (index + 1) * length);
  return isZero(table) ? undefined : viewOf(table);
}
