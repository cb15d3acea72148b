import type { Bytes } from '#shared/model/bytes.ts';
import type { Reader, Writer } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { directoryTables, readDirectory, tableCount, type GrainTables, type TableOptions } from './grain-tables.ts';
import { absent, entrySize, flag, sectorSize } from './layout.ts';
import { has } from './check-header.ts';
import type { SparseSource } from './read-header.ts';

/** One copy of the directory, in memory and in the file, with the tables that it names. */
export interface TableCopy {
  /** Where it lies in the file. */
  readonly start: Bytes;
  readonly entries: DataView;
  readonly tables: GrainTables;
}

/**
 * Reads the copies of a directory: the first one, and the redundant one where there is one.
 * Throws `vmdk.directory-outside` or `disk.table-too-large`.
 */
export async function readCopies(
  file: Reader,
  source: SparseSource,
  options: TableOptions,
): Promise<readonly TableCopy[]> {
  const { header, directory } = source;
  const redundant = has(header, flag.redundantTables) ? header.redundantDirectory : null;
  const copies: TableCopy[] = [];
  for (const sector of [directory, redundant]) {
    if (!sector) continue;
    const entries = viewOf(await readDirectory(file, sector, tableCount(source), options));
    const tables = directoryTables(file, file, {
      name: options.name,
      tolerance: 'strict',
      tableBytes: header.tableLength * entrySize,
      sectorOf: (table) => entries.getUint32(table * entrySize, true),
    });
    copies.push({ start: sector * sectorSize, entries, tables });
  }
  return copies;
}

/**
 * The grain tables of an extent as if they lay one behind another in a file of their own: the entry of a grain is at four
 * times its number. What is written goes to every copy, the first one before the redundant one; each entry is whole in either
 * of them at any time, so one is always valid.
 */
export class TableSpace implements Pick<Writer, 'size' | 'read' | 'write'> {
  readonly size: Bytes;
  readonly #file: Writer;
  readonly #copies: readonly TableCopy[];
  readonly #tableBytes: Bytes;

  constructor(
    file: Writer,
    copies: readonly TableCopy[],
    { tableBytes, tables }: { tableBytes: Bytes; tables: number },
  ) {
    this.size = tableBytes * tables;
    this.#file = file;
    this.#copies = copies;
    this.#tableBytes = tableBytes;
  }

  /** Reads inside one table; one that is absent has only zeros. */
  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const place = this.#placeIn(this.#copies[0], at);
    if (place === undefined) target.fill(0);
    else await this.#file.read(place, target, signal);
  }

  /** Writes inside one table, which is there in every copy. */
  async write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    for (const copy of this.#copies) {
      const place = this.#placeIn(copy, at);
      if (place !== undefined) await this.#file.write(place, bytes, signal);
    }
  }

  #placeIn(copy: TableCopy | undefined, at: Bytes): Bytes | undefined {
    const table = Math.floor(at / this.#tableBytes);
    const sector = copy?.entries.getUint32(table * entrySize, true) ?? absent;
    return sector === absent ? undefined : sector * sectorSize + (at % this.#tableBytes);
  }
}
