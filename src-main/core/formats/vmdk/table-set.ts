import { DiskError } from '#shared/errors.ts';
import { viewOf } from '../../layout/struct.ts';
import { EntryTable } from './entry-table.ts';
import type { TableOptions } from './grain-tables.ts';
import { absent, entrySize } from './layout.ts';

/** Grain tables in memory, as many as have grains. Throws `disk.table-too-large` when they pass the limit. */
export class TableSet {
  readonly #tableLength: number;
  readonly #options: TableOptions;
  readonly #tables = new Map<number, { readonly entries: EntryTable; readonly view: DataView }>();

  #numbers: readonly number[] | undefined;

  constructor(tableLength: number, options: TableOptions) {
    this.#tableLength = tableLength;
    this.#options = options;
  }

  get(grain: number): number {
    const table = this.#tables.get(Math.floor(grain / this.#tableLength));
    return table?.view.getUint32((grain % this.#tableLength) * entrySize, true) ?? absent;
  }

  /** How many tables from one on, up to `end`, hold nothing. */
  emptyFrom(table: number, end: number): number {
    this.#numbers ??= [...this.#tables.keys()].sort((a, b) => a - b);
    let low = 0;
    let high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < table) low = middle + 1;
      else high = middle;
    }
    return Math.min(this.#numbers[low] ?? end, end) - table;
  }

  set(grain: number, sector: number): void {
    const number = Math.floor(grain / this.#tableLength);
    const table = this.#tables.get(number) ?? this.#add(number);
    table.entries.set(grain % this.#tableLength, sector);
  }

  #add(number: number) {
    const { name, limits } = this.#options;
    const tableBytes = this.#tableLength * entrySize;
    const size = (this.#tables.size + 1) * tableBytes;
    if (size > limits.tableBytes) {
      const facts = { name, table: 'rebuilt grain tables', size, limit: limits.tableBytes };
      throw new DiskError('disk.table-too-large', facts);
    }
    const entries = new EntryTable(tableBytes);
    const table = { entries, view: viewOf(entries.bytes) };
    this.#tables.set(number, table);
    this.#numbers = undefined;
    return table;
  }
}
