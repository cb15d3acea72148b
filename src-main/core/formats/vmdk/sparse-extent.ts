import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { has } from './check-header.ts';
import { CompressedGrains, type StoredGrain } from './compressed-grains.ts';
import { sectorEntries, type EntryForm } from './entry-form.ts';
import type { GrainTables, TableStretch } from './grain-tables.ts';
import { absent, flag, marker, sectorSize, zeroedGrain, type SparseHeader } from './layout.ts';
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

/** An extent made of grains that are stored when they are needed, found through tables. */
export class SparseExtent implements VmdkExtent {
  readonly start: Bytes;
  readonly length: Bytes;
  readonly grainBytes: Bytes;
  readonly #file: number;
  readonly #source: SparseFile;
  readonly #rescue: boolean;
  readonly #entries: EntryForm;
  readonly #compressed: CompressedGrains | undefined;

  constructor(place: ExtentPlace, source: SparseFile, { tolerance }: OpenOptions) {
    const { reader, name, header } = source;
    this.start = place.start;
    this.length = place.length;
    this.grainBytes = header.grainSize * sectorSize;
    this.#file = place.file;
    this.#source = source;
    this.#entries = source.entries ?? sectorEntries;
    this.#rescue = tolerance === 'rescue';
    this.#compressed = has(header, flag.compressed)
      ? new CompressedGrains({
          reader,
          name,
          grainBytes: this.grainBytes,
          length: place.length,
          hasMarkers: has(header, flag.markers),
        })
      : undefined;
  }

  async *runs(range: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
    const list = new ExtentList();
    for await (const stretch of this.#stretchesOf(range, signal)) {
      if (!stretch.entries) this.#addHole(list, stretch, range);
      else {
        for (let i = 0; i < stretch.count; i += 1) {
          this.#addTable(list, stretch.first + i, entriesOfTable(stretch, i), range);
          if (list.isFull) yield list.take();
        }
      }
    }
    yield list.finish();
  }

  /** Reads compressed grains; the range lies inside stored ones. */
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
    await this.#compressed?.read(grains, at - this.start, target, signal);
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

  #addHole(list: ExtentList, { first, count }: Omit<TableStretch, 'entries'>, range: ByteRange): void {
    const { start, length } = this.#within(range, first * this.#tableCoverage, count * this.#tableCoverage);
    list.run('hole', start, length);
  }

  #addTable(list: ExtentList, table: number, entries: DataView | undefined, range: ByteRange): void {
    if (!entries) {
      this.#addHole(list, { first: table, count: 1 }, range);
      return;
    }
    this.#eachGrain(table, entries, range, (grain, entry) => {
      const offset = grain * this.grainBytes;
      const { start, length } = this.#within(range, offset, this.grainBytes);
      const kind = this.#kindOf(grain, entry);
      if (kind !== 'data' || this.#compressed) list.run(kind, start, length);
      else list.stored(start, length, this.#file, entry * sectorSize + (start - this.start - offset));
    });
  }

  /** What an entry says. Throws `vmdk.bad-grain` when that cannot be, or counts it as a hole when rescuing. */
  #kindOf(grain: number, entry: number): Extent['kind'] {
    if (entry === absent) return 'hole';
    const { header, reader } = this.#source;
    if (entry === zeroedGrain && has(header, flag.zeroedGrains)) return 'zero';
    if (Number.isNaN(entry)) return this.#badEntry(grain);
    const needed = this.#compressed ? marker.size : Math.min(this.grainBytes, this.length - grain * this.grainBytes);
    if (entry === zeroedGrain) return this.#badGrain(grain, entry, 'which belongs to the descriptor');
    if (entry * sectorSize + needed > reader.size) return this.#badGrain(grain, entry, 'beyond the end of the file');
    return 'data';
  }

  #badEntry(grain: number): 'hole' {
    if (this.#rescue) return 'hole';
    throw new DiskError('vmdk.bad-entry', { name: this.#source.name, grain });
  }

  #badGrain(grain: number, sector: number, problem: string): 'hole' {
    if (this.#rescue) return 'hole';
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
