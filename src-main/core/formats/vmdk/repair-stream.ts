import type { Bytes } from '#shared/model/bytes.ts';
import type { RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { tableShape } from './check-directories.ts';
import type { CompressedGrains } from './compressed-grains.ts';
import { EntryTable } from './entry-table.ts';
import { marker, markerType, sectorSize, sparseHeader, type SparseHeader } from './layout.ts';
import { streamItems } from './stream-items.ts';
import { mendEntry, type EntryPlace } from './repair-entry.ts';
import type { RepairedFile } from './repair-file.ts';

/** What ends a stream: the footer behind its marker, and the mark for the end. */
export const streamEndSize: Bytes = 3 * sectorSize;

/** More grains than this are not looked up in memory. */
const mostIndexed = 1 << 20;

/** Writes the mark for the end. */
export function* mendEnd(file: RepairedFile, at: Bytes, was: Uint8Array): Generator<Patch> {
  yield file.replace(at, was, new Uint8Array(sectorSize), 'vmdk.end-missing');
}

/** Writes footer and end behind the directory, in one patch. Yields nothing when more lies there than a broken footer. */
export async function* mendFooter(
  file: RepairedFile,
  header: SparseHeader,
  { sector, at }: { readonly sector: number; readonly at: Bytes },
): AsyncGenerator<Patch> {
  if (file.size - at > streamEndSize || file.end !== file.size) return;
  const was = new Uint8Array(file.size - at);
  await file.reader.read(at, was);
  yield file.replace(at, was, endOfStream(header, sector), 'vmdk.footer-damaged');
}

function endOfStream(header: SparseHeader, directory: number): Uint8Array {
  const bytes = new Uint8Array(streamEndSize);
  bytes.set(marker.encode({ value: 1, size: 0, type: markerType.footer }));
  bytes.set(sparseHeader.encode({ ...header, directory }), sectorSize);
  return bytes;
}

/**
 * Ends a stream that was cut off: tables of all grains that are whole, directory, footer. The header sends every reader to the
 * footer, which comes last, so that a crash leaves a stream without an end as before. Yields nothing where more is missing than
 * the end: behind `end` there may be a part of one grain, not more.
 */
export async function* mendStream(file: RepairedFile, header: SparseHeader, end: Bytes): AsyncGenerator<Patch> {
  const because = 'vmdk.stream-truncated';
  const grainBytes = header.grainSize * sectorSize;
  if (file.end !== file.size || file.size - end > 2 * grainBytes + sectorSize) return;
  const { count, directorySectors, tableSectors } = tableShape(header);
  const tables = new Map<number, EntryTable>();
  for await (const item of streamItems(file.reader, header)) {
    if (item.kind !== 'grain') continue;
    const number = Math.floor(item.grain / header.tableLength);
    const table = tables.get(number) ?? new EntryTable(tableSectors * sectorSize);
    table.set(item.grain % header.tableLength, item.sector);
    tables.set(number, table);
    if (tables.size * header.tableLength > 16 * mostIndexed) return;
  }
  if (file.size !== end) yield file.resize(end, because);
  const tail: Uint8Array[] = [];
  let next = end / sectorSize;
  const append = (bytes: Uint8Array) => {
    tail.push(bytes);
    next += bytes.length / sectorSize;
  };
  const directory = new EntryTable(directorySectors * sectorSize);
  for (const [number, { bytes }] of [...tables].sort(([a], [b]) => a - b)) {
    if (number >= count) continue;
    directory.set(number, next + 1);
    append(marked(markerType.grainTable, bytes));
  }
  const sector = next + 1;
  append(marked(markerType.grainDirectory, directory.bytes));
  append(endOfStream(header, sector));
  yield* file.append(Buffer.concat(tail), because);
}

function marked(type: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sectorSize + content.length);
  bytes.set(marker.encode({ value: content.length / sectorSize, size: 0, type }));
  bytes.set(content, sectorSize);
  return bytes;
}

/** Where the markers of a stream say that its grains are. Read when it is first asked. */
export class StreamIndex {
  readonly #file: RepairedFile;
  readonly #header: SparseHeader;
  readonly #grains: CompressedGrains;
  #sectors: Promise<ReadonlyMap<number, number | null>> | undefined;

  constructor(file: RepairedFile, header: SparseHeader, grains: CompressedGrains) {
    this.#file = file;
    this.#header = header;
    this.#grains = grains;
  }

  /** The sector of the one whole grain that claims to be this one; undefined when there is none, or more of them. */
  async sectorOf(index: number, how: RepairOptions): Promise<number | undefined> {
    this.#sectors ??= this.#read(how.watch.signal);
    const sector = (await this.#sectors).get(index);
    if (typeof sector !== 'number') return undefined;
    for await (const [outcome] of this.#grains.examine([{ index, sector }], how.watch.signal)) {
      return outcome && !outcome.problem ? sector : undefined;
    }
    return undefined;
  }

  async #read(signal: AbortSignal): Promise<ReadonlyMap<number, number | null>> {
    const sectors = new Map<number, number | null>();
    for await (const item of streamItems(this.#file.reader, this.#header, signal)) {
      if (item.kind !== 'grain') continue;
      sectors.set(item.grain, sectors.has(item.grain) ? null : item.sector);
      if (sectors.size > mostIndexed) return new Map();
    }
    return sectors;
  }
}

/** Points an entry to the grain that says it is the one. */
export function mendFromMarkers(
  file: RepairedFile,
  entry: EntryPlace & { readonly index: number },
  index: StreamIndex,
): (how: RepairOptions) => AsyncGenerator<Patch> {
  return async function* (how) {
    const sector = await index.sectorOf(entry.index, how);
    if (sector === undefined) return;
    yield* mendEntry(file, entry, { first: sector, second: sector }, 'vmdk.grain-misplaced');
  };
}
