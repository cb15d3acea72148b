import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { EntryTable } from './entry-table.ts';
import type { GrainTables, TableOptions, TableStretch } from './grain-tables.ts';
import { entrySize, grainDataOffset, marker, markerType, sectorSize, type SparseHeader } from './layout.ts';

/**
 * Finds the grains of a stream whose end is missing or wrong, by walking from marker to marker until something cannot be
 * one. What lies behind that is lost. Reads a page for each grain, so it is for rescuing only.
 * Throws `disk.table-too-large` for grains so scattered that their tables pass the limit.
 */
export async function rebuildGrainTables(
  reader: Reader,
  header: SparseHeader,
  { name, limits, signal }: TableOptions,
): Promise<GrainTables> {
  const tables = new RebuiltTables(header.tableLength * entrySize);
  for await (const { grain, sector } of grainsFound(reader, header, signal)) {
    tables.set(Math.floor(grain / header.tableLength), grain % header.tableLength, sector);
    if (tables.size > limits.tableBytes) {
      const facts = { name, table: 'rebuilt grain tables', size: tables.size, limit: limits.tableBytes };
      throw new DiskError('disk.table-too-large', facts);
    }
  }
  return tables;
}

/** A part of a stream: a grain, or what a marker of another kind announces. `end` is the first byte behind it. */
export type StreamItem =
  | { readonly kind: 'grain'; readonly grain: number; readonly sector: number; readonly end: Bytes }
  | { readonly kind: 'other'; readonly type: number; readonly sector: number; readonly end: Bytes };

async function* grainsFound(
  reader: Reader,
  header: SparseHeader,
  signal?: AbortSignal,
): AsyncGenerator<Extract<StreamItem, { kind: 'grain' }>> {
  for await (const item of streamItems(reader, header, signal)) if (item.kind === 'grain') yield item;
}

/** Walks a stream from marker to marker, up to the one for its end or to something that cannot be one. */
export async function* streamItems(
  reader: Reader,
  { overhead, capacity, grainSize }: SparseHeader,
  signal?: AbortSignal,
): AsyncGenerator<StreamItem> {
  const pages = cached(reader, { pageSize: 4 * KiB, pages: 2 });
  const bytes = new Uint8Array(marker.size);
  const view = viewOf(bytes);
  for (let at = overhead * sectorSize; at + sectorSize <= reader.size;) {
    await pages.read(at, bytes, signal);
    // By hand: where the stream is damaged, this may be any number.
    const value = view.getBigUint64(marker.offsetOf('value'), true);
    const size = view.getUint32(marker.offsetOf('size'), true);
    const type = view.getUint32(marker.offsetOf('type'), true);
    const sector = at / sectorSize;
    if (size === 0) {
      if (value > BigInt(reader.size)) return;
      at += sectorSize * (1 + (isKnown(type) ? Number(value) : 0));
      yield { kind: 'other', type, sector, end: at };
      if (type === markerType.endOfStream) return;
      continue;
    }
    const end = at + grainDataOffset + size;
    const plausible = value < BigInt(capacity) && value % BigInt(grainSize) === 0n;
    if (!plausible || size > 2 * grainSize * sectorSize || end > reader.size) return;
    at = roundUp(end, sectorSize);
    yield { kind: 'grain', grain: Number(value) / grainSize, sector, end: at };
  }
}

/** Behind markers of other types, such as progress notes, nothing follows. */
function isKnown(type: number): boolean {
  return type === markerType.grainTable || type === markerType.grainDirectory || type === markerType.footer;
}

/** Tables in memory, as many as have grains. */
class RebuiltTables implements GrainTables {
  readonly #tableBytes: Bytes;
  readonly #tables = new Map<number, EntryTable>();

  constructor(tableBytes: Bytes) {
    this.#tableBytes = tableBytes;
  }

  /** What the tables take. */
  get size(): Bytes {
    return this.#tables.size * this.#tableBytes;
  }

  set(number: number, index: number, sector: number): void {
    const table = this.#tables.get(number) ?? new EntryTable(this.#tableBytes);
    table.set(index, sector);
    this.#tables.set(number, table);
  }
  async *stretches(first: number, end: number, signal?: AbortSignal): AsyncGenerator<TableStretch> {
    for (let next = first; next < end;) {
      signal?.throwIfAborted();
      const entries = this.#tables.get(next)?.bytes;
      const start = next;
      next += 1;
      if (entries) {
        yield { first: start, count: 1, entries };
        continue;
      }
      while (next < end && !this.#tables.has(next)) next += 1;
      yield { first: start, count: next - start };
    }
  }
}
