import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { viewOf } from '../../layout/struct.ts';
import { TableSpace, type TableCopy } from './edit-table-copies.ts';
import type { GrainTables, TableStretch } from './grain-tables.ts';
import { absent, entrySize, sectorSize } from './layout.ts';

/** Memory for tables that did not change. */
const cacheBytes: Bytes = 512 * KiB;

/** A directory entry that is not written yet. */
interface PlacedTable {
  readonly copy: TableCopy;
  readonly table: number;
}

/**
 * The grain tables of an extent that is written in place. Changes show at once, and stay in memory until `commit`, which puts
 * them into both copies; so the data they point to can be flushed before.
 */
export class EditableTables implements GrainTables {
  readonly #file: Writer;
  readonly #copies: readonly TableCopy[];
  readonly #tableBytes: Bytes;
  readonly #entries: WriteBack;
  /** Tables with entries that are not written yet. */
  readonly #changed = new Set<number>();
  #placed: PlacedTable[] = [];

  /** @param shape `tables` of `tableBytes` each; extents that share memory are `sharers` */
  constructor(
    file: Writer,
    copies: readonly TableCopy[],
    shape: { readonly tableBytes: Bytes; readonly tables: number; readonly sharers: number },
  ) {
    const { tableBytes, sharers } = shape;
    this.#file = file;
    this.#copies = copies;
    this.#tableBytes = tableBytes;
    const pages = Math.max(2, Math.floor(cacheBytes / tableBytes / sharers));
    this.#entries = new WriteBack(new TableSpace(file, copies, shape), { pageSize: tableBytes, pages });
  }

  /** What is held in memory until the next commit. */
  get changedBytes(): Bytes {
    return this.#entries.changedBytes;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0 || this.#placed.length > 0;
  }

  async *stretches(first: number, end: number, signal?: AbortSignal): AsyncGenerator<TableStretch> {
    // A table by itself is likely to be asked for again; many are a scan, which reads from the file in large pieces.
    if (end - first === 1) yield await this.#one(first, signal);
    else {
      const tables = this.#copies[0]?.tables.stretches(first, end, signal) ?? [];
      for await (const stretch of tables) yield await this.#withChanges(stretch, signal);
    }
  }

  /**
   * Gives the tables from number `first` up to `end` a place in every copy, where they have none.
   * @param allocate grows the file by zeros and returns where they begin
   */
  async provide(first: number, end: number, allocate: (length: Bytes) => Promise<Bytes>): Promise<void> {
    for (let table = first; table < end; table += 1) {
      for (const copy of this.#copies) {
        if (copy.entries.getUint32(table * entrySize, true) !== absent) continue;
        const place = await allocate(this.#tableBytes);
        copy.entries.setUint32(table * entrySize, place / sectorSize, true);
        this.#placed.push({ copy, table });
      }
    }
  }

  /** Sets the entries of grains from number `first` on. Their tables are provided. */
  async set(first: number, entries: readonly number[]): Promise<void> {
    const bytes = new Uint8Array(entries.length * entrySize);
    const view = viewOf(bytes);
    for (const [i, entry] of entries.entries()) view.setUint32(i * entrySize, entry, true);
    const start = first * entrySize;
    const lastTable = Math.floor((start + bytes.length - 1) / this.#tableBytes);
    for (let table = Math.floor(start / this.#tableBytes); table <= lastTable; table += 1) this.#changed.add(table);
    await this.#entries.write(start, bytes);
  }

  /**
   * Writes what has changed, and does not flush. What the entries point to, and the zeros of new tables, must be on the medium;
   * then the order of these writes does not matter: a directory entry that arrives first names a table of zeros, and a table
   * whose directory entry is lost is not seen.
   */
  async commit(signal?: AbortSignal): Promise<void> {
    for (const { copy, table } of this.#placed) {
      const { buffer, byteOffset } = copy.entries;
      const entry = new Uint8Array(buffer, byteOffset + table * entrySize, entrySize);
      await this.#file.write(copy.start + table * entrySize, entry, signal);
    }
    this.#placed = [];
    await this.#entries.commit(signal);
    this.#changed.clear();
  }

  async #one(table: number, signal?: AbortSignal): Promise<TableStretch> {
    if (this.#copies[0]?.entries.getUint32(table * entrySize, true) === absent) return { first: table, count: 1 };
    const entries = new Uint8Array(this.#tableBytes);
    await this.#entries.read(table * this.#tableBytes, entries, signal);
    return { first: table, count: 1, ...(!isZero(entries) && { entries }) };
  }

  /** A stretch as it will be after the next commit. Tables that changed have a place, so it is of a bounded length. */
  async #withChanges(stretch: TableStretch, signal?: AbortSignal): Promise<TableStretch> {
    const { first, count } = stretch;
    const changed = [...this.#changed].filter((table) => table >= first && table < first + count);
    if (changed.length === 0) return stretch;
    const entries = stretch.entries ?? new Uint8Array(count * this.#tableBytes);
    for (const table of changed) {
      const at = (table - first) * this.#tableBytes;
      await this.#entries.read(table * this.#tableBytes, entries.subarray(at, at + this.#tableBytes), signal);
    }
    return { first, count, entries };
  }
}
