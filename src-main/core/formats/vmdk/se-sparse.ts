import { DiskError } from '#shared/errors.ts';
import { endOf, KiB, type Bytes } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { requireRead } from '../../io/rescue-file.ts';
import { viewOf } from '../../layout/struct.ts';
import { readDoubtfully, type EntryForm } from './entry-form.ts';
import { directoryTables, type GrainTables, type TableOptions } from './grain-tables.ts';
import { headerRules } from './header-rules.ts';
import { absent, blankHeader, flag, sectorSize, zeroedGrain, type SparseHeader } from './layout.ts';
import {
  grainKind,
  seSparse,
  seSparseEntrySize,
  seSparseHeader,
  seSparseVolatileHeader,
  tablePresent,
  type SeSparseHeader,
} from './se-sparse-layout.ts';

const tableBytes: Bytes = seSparse.tableSectors * sectorSize;
const tableLength = tableBytes / seSparseEntrySize;

/**
 * Reads and checks the header of a seSparse extent. One whose journal was not played back is refused: its tables are older
 * than its content. Throws `vmdk.not-sparse`, `vmdk.unsupported-version`, `vmdk.bad-header` or `vmdk.journal`.
 * @param name the file, for messages
 */
export async function readSeSparse(reader: Reader, name: string, how: OpenOptions): Promise<SeSparseHeader> {
  const content = new Uint8Array(seSparseHeader.size);
  if (reader.size < content.length) throw new DiskError('vmdk.not-sparse', { name });
  await reader.read(0, content, how.signal);
  requireRead(reader, { start: 0, length: content.length }, name);
  const header = seSparseHeader.decode(content);
  const require = headerRules(name);
  const { version, capacity, grainSize, tableSectors, flags, directorySize } = header;
  if (header.magic !== seSparse.magic) throw new DiskError('vmdk.not-sparse', { name });
  if (version !== seSparse.version) {
    throw new DiskError('vmdk.unsupported-version', { name, part: 'header', version: `0x${version.toString(16)}` });
  }
  if (flags !== 0) throw new DiskError('vmdk.unknown-flags', { name, flags: `0x${flags.toString(16)}` });
  require(grainSize === seSparse.grainSectors, 'grain size', grainSize, `${seSparse.grainSectors} sectors`);
  require(tableSectors ===
    seSparse.tableSectors, 'size of a grain table', tableSectors, `${seSparse.tableSectors} sectors`);
  const mostSectors = Math.floor(how.limits.virtualSize / sectorSize);
  require(capacity > 0 && capacity <= mostSectors, 'capacity', capacity, `1 to ${mostSectors} sectors`);

  const fileSectors = Math.ceil(reader.size / sectorSize);
  const sectors = Math.ceil((tableCountOf(header) * seSparseEntrySize) / sectorSize);
  require(directorySize >= sectors, 'size of the grain directory', directorySize, `at least ${sectors} sectors`);
  require(header.tables <= fileSectors, 'place of the grain tables', header.tables, `at most ${fileSectors} sectors`);
  require(header.grains > 1 &&
    header.grains <= fileSectors, 'place of the grains', header.grains, `2 to ${fileSectors} sectors`);
  await checkVolatileHeader(reader, header, name, how);
  return header;
}

/** Reads the grain directory; the tables follow on demand. Throws `vmdk.directory-outside` or `disk.table-too-large`. */
export async function openSeSparseTables(
  reader: Reader,
  header: SeSparseHeader,
  { name, limits, tolerance, sharers, signal }: TableOptions,
): Promise<GrainTables> {
  const place = { start: header.directory * sectorSize, length: tableCountOf(header) * seSparseEntrySize };
  if (endOf(place) > reader.size) {
    throw new DiskError('vmdk.directory-outside', { name, end: endOf(place), size: reader.size });
  }
  if (place.length > limits.tableBytes) {
    const facts = { name, table: 'grain directory', size: place.length, limit: limits.tableBytes };
    throw new DiskError('disk.table-too-large', facts);
  }
  const bytes = new Uint8Array(place.length);
  await readDoubtfully(reader, place.start, bytes, signal);
  const directory = viewOf(bytes);
  const tables = Math.floor(header.tablesSize / seSparse.tableSectors);

  function sectorOf(table: number): number {
    const low = directory.getUint32(table * seSparseEntrySize, true);
    const high = directory.getUint32(table * seSparseEntrySize + 4, true);
    if (low === 0 && high === 0) return absent;
    if (high === tablePresent && low < tables) return header.tables + low * seSparse.tableSectors;
    // No place at all, so that the table is lost.
    if (tolerance === 'rescue') return Number.NaN;
    throw new DiskError('vmdk.directory-entry', { name, table });
  }
  const pages = Math.min(Math.max(Math.floor(1024 / sharers), 2), 256);
  const cache = cached(reader, { pageSize: 4 * KiB, pages });
  return directoryTables(reader, cache, { name, tolerance, tableBytes, sectorOf });
}

/** The entries of an extent, which are numbers of grains in a form of their own. */
export function seSparseEntries({ grains }: SeSparseHeader): EntryForm {
  return {
    size: seSparseEntrySize,
    sectorAt(table, index) {
      const low = table.getUint32(index * seSparseEntrySize, true);
      const high = table.getUint32(index * seSparseEntrySize + 4, true);
      switch (high >>> 28) {
        case grainKind.none:
          return low === 0 && high === 0 ? absent : Number.NaN;
        // The guest gave the grain back. Zeros hide what a parent has there, as QEMU reads it too.
        case grainKind.unmapped:
        case grainKind.zero:
          return zeroedGrain;
        case grainKind.stored: {
          // Bits 48 to 59 are the low twelve bits of the number. More than 2^53 loses bits, but lies behind any file.
          const number = ((high >>> 16) & 0xfff) + ((high & 0xffff) * 2 ** 32 + low) * 4096;
          return grains + number * seSparse.grainSectors;
        }
        default:
          return Number.NaN;
      }
    },
  };
}

/** What a hosted extent of the same content would have in its header. */
export function asHosted({ magic, capacity, directory, grainSize }: SeSparseHeader): SparseHeader {
  return { ...blankHeader, magic, version: 2, flags: flag.zeroedGrains, capacity, grainSize, tableLength, directory };
}

function tableCountOf({ capacity, grainSize }: SeSparseHeader): number {
  return Math.ceil(capacity / (grainSize * tableLength));
}

async function checkVolatileHeader(
  reader: Reader,
  { volatileHeader }: SeSparseHeader,
  name: string,
  { signal }: OpenOptions,
): Promise<void> {
  const content = new Uint8Array(seSparseVolatileHeader.size);
  const require = headerRules(name);
  const end = volatileHeader * sectorSize + content.length;
  require(end <= reader.size, 'place of the volatile header', volatileHeader, 'inside the file');
  await reader.read(volatileHeader * sectorSize, content, signal);
  const { magic, replayJournal } = seSparseVolatileHeader.decode(content);
  const mark = `0x${magic.toString(16)}`;
  require(magic === seSparse.volatileMagic, 'mark of the volatile header', mark, '0xcafecafe');
  if (replayJournal !== 0) throw new DiskError('vmdk.journal', { name });
}
