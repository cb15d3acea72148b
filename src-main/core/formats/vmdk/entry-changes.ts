import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import type { TableCopy } from './edit-table-copies.ts';
import { absent, entrySize, sectorSize, sparseHeader } from './layout.ts';
import type { MovableExtent } from './movable-extent.ts';

/** Changes that are published together: 8 MiB of them in memory at most, in as many tables as cost little to go through. */
const most = { changes: 1 << 19, tables: 1 << 12 } as const;

/** Entries of one table, by their places in a list of changes. */
interface TableRun {
  readonly table: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Changes of entries that become valid together, in an order in which no power cut leaves anything that a check could not put
 * right by itself. Readers follow the first copy; wherever that knows more than the second one, it counts. So the second copy
 * forgets the grains first, then the first copy is changed, then the second one gets the same: at no time both copies name
 * different places for a grain, which nobody could decide between.
 */
export class EntryChanges {
  readonly #extent: MovableExtent<Writer>;
  #grains: number[] = [];
  #entries: number[] = [];
  #tables = 0;

  constructor(extent: MovableExtent<Writer>) {
    this.#extent = extent;
  }

  get count(): number {
    return this.#grains.length;
  }

  get isFull(): boolean {
    return this.count >= most.changes || this.#tables >= most.tables;
  }

  /** Notes what the entry of a grain is to be. Grains come in ascending order; their tables exist in every copy. */
  set(grain: number, entry: number): void {
    const { tableLength } = this.#extent.source.header;
    const last = this.#grains.at(-1);
    if (last === undefined || Math.floor(last / tableLength) !== Math.floor(grain / tableLength)) this.#tables += 1;
    this.#grains.push(grain);
    this.#entries.push(entry);
  }

  /**
   * Flushes the file, so that what the entries will point to is on the medium, and then writes them. When it returns, the old
   * places of the grains are free. Meanwhile the header says that the extent is open, for programs that find the copies differing.
   */
  async publish(signal?: AbortSignal): Promise<void> {
    const { file, copies } = this.#extent;
    if (this.count === 0) return;
    const [first, second] = copies;
    await this.#markUnclean(1, signal);
    await file.flush();
    if (second) {
      await this.#write(second, () => absent, signal);
      await file.flush();
    }
    if (first) await this.#write(first, (i) => this.#entries[i] ?? absent, signal);
    await file.flush();
    if (second && this.#entries.some((entry) => entry !== absent)) {
      await this.#write(second, (i) => this.#entries[i] ?? absent, signal);
      await file.flush();
    }
    // Not flushed by itself: left behind, the mark costs a needless check.
    await this.#markUnclean(0, signal);
    this.#grains = [];
    this.#entries = [];
    this.#tables = 0;
  }

  async #write(copy: TableCopy, entryOf: (index: number) => number, signal?: AbortSignal): Promise<void> {
    const { file, source } = this.#extent;
    const { tableLength } = source.header;
    for (const { table, from, to } of this.#runs()) {
      const placeOf = (index: number): Bytes => ((this.#grains[index] ?? 0) % tableLength) * entrySize;
      const start = copy.entries.getUint32(table * entrySize, true) * sectorSize + placeOf(from);
      const span = new Uint8Array(placeOf(to - 1) + entrySize - placeOf(from));
      await file.read(start, span, signal);
      const view = viewOf(span);
      for (let i = from; i < to; i += 1) view.setUint32(placeOf(i) - placeOf(from), entryOf(i), true);
      await file.write(start, span, signal);
    }
  }

  *#runs(): Generator<TableRun> {
    const { tableLength } = this.#extent.source.header;
    const tableOf = (index: number) => Math.floor((this.#grains[index] ?? 0) / tableLength);
    for (let from = 0; from < this.count;) {
      const table = tableOf(from);
      let to = from + 1;
      while (to < this.count && tableOf(to) === table) to += 1;
      yield { table, from, to };
      from = to;
    }
  }

  #markUnclean(value: 0 | 1, signal?: AbortSignal): Promise<void> {
    return this.#extent.file.write(sparseHeader.offsetOf('uncleanShutdown'), Uint8Array.of(value), signal);
  }
}
