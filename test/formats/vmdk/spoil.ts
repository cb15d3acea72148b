import type { Bytes } from '#shared/model/bytes.ts';
import { entrySize, sectorSize, sparseHeader, type SparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import type { MemoryImage } from '#test/support/make-image.ts';

/** Which copy of the tables: the one that counts, its twin, or both. */
export type Copy = 'first' | 'second' | 'both';

/** The header of an image, or of one of its extents. */
function headerOf(file: MemoryFile): SparseHeader {
  return sparseHeader.decode(file.bytes());
}

export async function setHeader(file: MemoryFile, change: Partial<SparseHeader>): Promise<void> {
  await file.write(0, sparseHeader.encode({ ...headerOf(file), ...change }));
}

/** Sets entries of the grain tables, by the number of the grain. */
export async function setEntries(
  file: MemoryFile,
  entries: Readonly<Record<number, number>>,
  copy: Copy = 'both',
): Promise<void> {
  const { tableLength } = headerOf(file);
  for (const directory of directoriesOf(file, copy)) {
    for (const [grain, sector] of Object.entries(entries)) {
      const table = await u32At(file, directory + Math.floor(Number(grain) / tableLength) * entrySize);
      await setU32(file, table * sectorSize + (Number(grain) % tableLength) * entrySize, sector);
    }
  }
}

/** Sets entries of the grain directories, by the number of the table. */
export async function setTables(
  file: MemoryFile,
  entries: Readonly<Record<number, number>>,
  copy: Copy,
): Promise<void> {
  for (const directory of directoriesOf(file, copy)) {
    for (const [table, sector] of Object.entries(entries)) {
      await setU32(file, directory + Number(table) * entrySize, sector);
    }
  }
}

/** The sector that the first copy of the tables gives to a grain. */
export async function entryOf(file: MemoryFile, grain: number): Promise<number> {
  const { tableLength } = headerOf(file);
  const [directory = 0] = directoriesOf(file, 'first');
  const table = await u32At(file, directory + Math.floor(grain / tableLength) * entrySize);
  return u32At(file, table * sectorSize + (grain % tableLength) * entrySize);
}

/** The sector that the first directory gives to a table. */
export function tableOf(file: MemoryFile, table: number): Promise<number> {
  const [directory = 0] = directoriesOf(file, 'first');
  return u32At(file, directory + table * entrySize);
}

/** Replaces a part of the descriptor, which keeps its room. */
export async function setText(image: MemoryImage, from: string | RegExp, to: string): Promise<void> {
  const isEmbedded = headerOfOrNone(image.main) !== undefined;
  const [start, room] = isEmbedded ? [sectorSize, 20 * sectorSize] : [0, image.main.size];
  const text = Buffer.from(image.main.bytes().subarray(start, start + room))
    .toString('latin1')
    .replace(/\0+$/, '');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  const bytes = new Uint8Array(isEmbedded ? room : changed.length);
  bytes.set(Buffer.from(changed, 'latin1').subarray(0, bytes.length));
  if (!isEmbedded) await image.main.resize(bytes.length);
  await image.main.write(start, bytes);
}

/** Turns over the bits of a byte. */
export async function flip(file: MemoryFile, at: Bytes): Promise<void> {
  const byte = new Uint8Array(1);
  await file.read(at, byte);
  await file.write(at, Uint8Array.of((byte[0] ?? 0) ^ 0xff));
}

function headerOfOrNone(file: MemoryFile): SparseHeader | undefined {
  return viewOf(file.bytes()).getUint32(0, true) === 0x564d_444b ? headerOf(file) : undefined;
}

function directoriesOf(file: MemoryFile, copy: Copy): readonly Bytes[] {
  const header = headerOf(file);
  // The footer, which has the place of the directory, is the sector before the last.
  const { directory } =
    header.directory === null ? sparseHeader.decode(file.bytes().subarray(-2 * sectorSize)) : header;
  const first = (directory ?? 0) * sectorSize;
  const second = (header.redundantDirectory ?? 0) * sectorSize;
  if (copy === 'both') return second === 0 ? [first] : [first, second];
  return copy === 'first' ? [first] : [second];
}

async function u32At(file: MemoryFile, at: Bytes): Promise<number> {
  const bytes = new Uint8Array(entrySize);
  await file.read(at, bytes);
  return viewOf(bytes).getUint32(0, true);
}

async function setU32(file: MemoryFile, at: Bytes, value: number): Promise<void> {
  const bytes = new Uint8Array(entrySize);
  viewOf(bytes).setUint32(0, value, true);
  await file.write(at, bytes);
}
