import { roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { characters, reserved, u32, u64, u8 } from '../../layout/fields.ts';
import { struct, viewOf } from '../../layout/struct.ts';
import { sectorSize, type Header } from './layout.ts';

/** XenServer's list of the blocks whose bitmaps are all ones: a copy of what the bitmaps tell, which it believes. */
export const batmapRecord = struct('VHD batmap', 512, 'big', {
  cookie: characters(8),
  mapStart: u64,
  mapSectors: u32,
  version: u32,
  checksum: u32,
  marker: u8,
  unused: reserved(483),
});

export const batmapCookie = 'tdbatmap';

export interface Batmap {
  /** Where its record starts; the map lies elsewhere. */
  readonly start: Bytes;
  readonly stored: Uint8Array;
  readonly mapStart: Bytes;
  /** A bit for each block, the first one the highest of its byte. */
  readonly map: Uint8Array;
}

interface Surroundings {
  readonly blocks: number;
  readonly dataEnd: Bytes;
  /** What the map may take in memory. */
  readonly limit: Bytes;
}

/**
 * Reads the batmap, which has its record in the first sector behind the block table. Undefined when there is none, or when it
 * does not match its checksum: XenServer does not believe it then either.
 */
export async function readBatmap(
  file: Reader,
  { tableStart, tableEntries }: Header,
  { blocks, dataEnd, limit }: Surroundings,
  signal?: AbortSignal,
): Promise<Batmap | undefined> {
  const start = roundUp(tableStart + 4 * tableEntries, sectorSize);
  if (start + batmapRecord.size > dataEnd) return undefined;
  const stored = new Uint8Array(batmapRecord.size);
  await file.read(start, stored, signal);
  if (String.fromCharCode(...stored.subarray(0, batmapCookie.length)) !== batmapCookie) return undefined;
  if (viewOf(stored).getBigUint64(batmapRecord.offsetOf('mapStart')) > BigInt(dataEnd)) return undefined;

  const { mapStart, mapSectors, checksum } = batmapRecord.decode(stored);
  const length = mapSectors * sectorSize;
  if (length > limit || 8 * length < blocks || mapStart + length > dataEnd) return undefined;
  const map = new Uint8Array(length);
  await file.read(mapStart, map, signal);
  return checksumsOf(map).includes(checksum) ? { start, stored, mapStart, map } : undefined;
}

/** The parts of the file that a batmap takes. */
export function rangesOf({ start, stored, mapStart, map }: Batmap): readonly [record: ByteRange, map: ByteRange] {
  return [
    { start, length: stored.length },
    { start: mapStart, length: map.length },
  ];
}

export function callsFull({ map }: Batmap, block: number): boolean {
  return ((map[block >> 3] ?? 0) & bitOf(block)) !== 0;
}

/** The map without some blocks, and the record that goes with it. */
export function withoutBlocks(batmap: Batmap, blocks: Iterable<number>): { stored: Uint8Array; map: Uint8Array } {
  const changed = batmap.map.slice();
  for (const block of blocks) changed[block >> 3] = (changed[block >> 3] ?? 0) & ~bitOf(block);
  return { stored: recordFor(batmap, changed), map: changed };
}

/** A map at some place that calls no block full, and the record that goes with it. */
export function emptied(batmap: Batmap, place: ByteRange): { stored: Uint8Array; map: Uint8Array } {
  const map = new Uint8Array(place.length);
  const stored = recordFor(batmap, map);
  u64.write(viewOf(stored), batmapRecord.offsetOf('mapStart'), place.start, 'big');
  u32.write(viewOf(stored), batmapRecord.offsetOf('mapSectors'), place.length / sectorSize, 'big');
  return { stored, map };
}

function recordFor({ stored }: Batmap, map: Uint8Array): Uint8Array {
  const record = stored.slice();
  viewOf(record).setUint32(batmapRecord.offsetOf('checksum'), checksumsOf(map)[isSigned(stored) ? 1 : 0]);
  return record;
}

/** The ones' complement of the sum of all bytes: taken as unsigned ones, and as signed ones, as version 1.1 does. */
function checksumsOf(map: Uint8Array): readonly [unsigned: number, signed: number] {
  let sum = 0;
  let negative = 0;
  for (const byte of map) {
    sum += byte;
    if (byte > 127) negative += 1;
  }
  const asField = (value: number) => ~value >>> 0;
  return [asField(sum), asField(sum - 256 * negative)];
}

function isSigned(stored: Uint8Array): boolean {
  return viewOf(stored).getUint32(batmapRecord.offsetOf('version')) === 0x0001_0001;
}

function bitOf(block: number): number {
  return 0x80 >> (block & 7);
}
