import { crc32 } from 'node:zlib';
import { bootSector as exfatBoot, uncheckedBytes } from '#main/core/guest/exfat/layout.ts';
import { groupDescriptor, magic as extMagic, superblock } from '#main/core/guest/ext/layout.ts';
import { bootSector as fatBoot, extendedBootSector, extendedBootSector32 } from '#main/core/guest/fat/layout.ts';
import { attributeHeader, bootSector as ntfsBoot, fileRecord, nonResidentPart } from '#main/core/guest/ntfs/layout.ts';
import { gptEntry, gptHeader, mbr } from '#main/core/guest/table/layout.ts';
import { header as vdiHeader, headerStart, lchs, preHeader } from '#main/core/formats/vdi/layout.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { footer, header as vhdHeader, parentLocator } from '#main/core/formats/vhd/layout.ts';
import { cowdHeader } from '#main/core/formats/vmdk/cowd.ts';
import { marker, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { seSparseHeader, seSparseVolatileHeader } from '#main/core/formats/vmdk/se-sparse-layout.ts';
import type { Struct } from '#main/core/layout/struct.ts';

/** A declared structure and where it lies in a file. */
export interface Place {
  readonly structure: Pick<Struct<never>, 'title' | 'size' | 'places' | 'endianness'>;
  readonly at: number;
}

/** A table of numbers that a file has. */
export interface Table {
  readonly title: string;
  readonly start: number;
  readonly entrySize: 4 | 8;
  readonly endianness: 'little' | 'big';
  readonly count: number;
}

export interface Anatomy {
  readonly places: readonly Place[];
  readonly tables: readonly Table[];
  /** Where descriptor text lies. */
  readonly texts: readonly { readonly start: number; readonly length: number }[];
}

/** Finds the structures that all formats and file systems declare, by their marks, in a sound image. */
export function anatomyOf(content: Uint8Array): Anatomy {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const finder = new Finder(content, view);
  findVdi(finder);
  findVhd(finder);
  findVmdk(finder);
  findTables(finder);
  findFileSystems(finder);
  return finder;
}

class Finder implements Anatomy {
  readonly places: Place[] = [];
  readonly tables: Table[] = [];
  readonly texts: { readonly start: number; readonly length: number }[] = [];
  readonly content: Uint8Array;
  readonly view: DataView;

  constructor(content: Uint8Array, view: DataView) {
    this.content = content;
    this.view = view;
  }

  add(structure: Place['structure'], at: number): void {
    if (at >= 0 && at + structure.size <= this.content.length) this.places.push({ structure, at });
  }

  addTable(table: Table): void {
    const most = Math.floor((this.content.length - table.start) / table.entrySize);
    const count = Math.min(table.count, most);
    if (table.start > 0 && count > 0) this.tables.push({ ...table, count });
  }

  hasText(at: number, text: string): boolean {
    return at >= 0 && Buffer.from(this.content.subarray(at, at + text.length)).toString('latin1') === text;
  }

  u32(at: number, endianness: 'little' | 'big' = 'little'): number {
    return at >= 0 && at + 4 <= this.content.length ? this.view.getUint32(at, endianness === 'little') : 0;
  }

  /** The lower half is enough for images that fit into memory. */
  u64(at: number, endianness: 'little' | 'big' = 'little'): number {
    return this.u32(endianness === 'little' ? at : at + 4, endianness);
  }
}

function findVdi(finder: Finder): void {
  if (finder.u32(64) !== 0xbeda107f) return;
  finder.add(preHeader, 0);
  finder.add(vdiHeader, headerStart);
  finder.add(lchs, headerStart + vdiHeader.size);
  const field = (name: Parameters<typeof vdiHeader.offsetOf>[0]) => finder.u32(headerStart + vdiHeader.offsetOf(name));
  finder.addTable({
    title: 'block map',
    start: field('mapStart'),
    entrySize: 4,
    endianness: 'little',
    count: field('blocks'),
  });
}

function findVhd(finder: Finder): void {
  for (const at of [0, finder.content.length - 512, finder.content.length - 511]) {
    if (!finder.hasText(at, 'conectix')) continue;
    finder.add(footer, at);
    const header = finder.u64(at + footer.offsetOf('headerStart'), 'big');
    if (!finder.hasText(header, 'cxsparse')) continue;
    finder.add(vhdHeader, header);
    const locators = header + vhdHeader.offsetOf('parentLocators');
    for (let i = 0; i < 8; i += 1) finder.add(parentLocator, locators + i * parentLocator.size);
    const start = finder.u64(header + vhdHeader.offsetOf('tableStart'), 'big');
    const count = finder.u32(header + vhdHeader.offsetOf('tableEntries'), 'big');
    finder.addTable({ title: 'block table', start, entrySize: 4, endianness: 'big', count });
  }
}

function findVmdk(finder: Finder): void {
  const { length } = finder.content;
  if (finder.hasText(0, '# Disk DescriptorFile')) finder.texts.push({ start: 0, length });
  for (const at of [0, length - 1024]) {
    if (!finder.hasText(at, 'KDMV')) continue;
    finder.add(sparseHeader, at);
    findSparseTables(finder, at);
  }
  if (finder.hasText(length - 1024, 'KDMV')) {
    for (const at of [length - 1536, length - 512]) finder.add(marker, at);
    for (let at = finder.u64(sparseHeader.offsetOf('overhead')) * 512; at < length; at += 512) {
      if (finder.u32(at + 4) === 0 && finder.u32(at + 8) > 0 && finder.u32(at + 8) < 0x2_0000) finder.add(marker, at);
    }
  }
  if (finder.hasText(0, 'COWD')) {
    finder.add(cowdHeader, 0);
    const directory = finder.u32(cowdHeader.offsetOf('directory')) * 512;
    finder.addTable({ title: 'directory', start: directory, entrySize: 4, endianness: 'little', count: 8 });
    const table = finder.u32(directory) * 512;
    finder.addTable({ title: 'table', start: table, entrySize: 4, endianness: 'little', count: 4096 });
  }
  if (finder.u32(0) === 0xcafebabe) {
    finder.add(seSparseHeader, 0);
    finder.add(seSparseVolatileHeader, 512);
    for (const name of ['directory', 'tables'] as const) {
      const start = finder.u64(seSparseHeader.offsetOf(name)) * 512;
      finder.addTable({ title: name, start, entrySize: 8, endianness: 'little', count: name === 'tables' ? 4096 : 8 });
    }
  }
}

function findSparseTables(finder: Finder, at: number): void {
  const number = (name: Parameters<typeof sparseHeader.offsetOf>[0]) => finder.u64(at + sparseHeader.offsetOf(name));
  const start = number('descriptorOffset') * 512;
  if (finder.hasText(start, '# Disk')) finder.texts.push({ start, length: number('descriptorSize') * 512 });
  const perTable = finder.u32(at + sparseHeader.offsetOf('tableLength'));
  const coverage = number('grainSize') * perTable;
  const tables = coverage === 0 ? 0 : Math.ceil(number('capacity') / coverage);
  for (const name of ['directory', 'redundantDirectory'] as const) {
    const directory = number(name) * 512;
    finder.addTable({ title: name, start: directory, entrySize: 4, endianness: 'little', count: tables });
    for (let i = 0; i < Math.min(tables, 8); i += 1) {
      const table = finder.u32(directory + 4 * i) * 512;
      finder.addTable({
        title: `table of the ${name}`,
        start: table,
        entrySize: 4,
        endianness: 'little',
        count: perTable,
      });
    }
  }
}

function findTables(finder: Finder): void {
  if (finder.content[510] === 0x55 && finder.content[511] === 0xaa) finder.add(mbr, 0);
  for (let at = 512; at < finder.content.length; at += 512) {
    const isTable = finder.content[at + 510] === 0x55 && finder.content[at + 511] === 0xaa;
    if (isTable && finder.content.subarray(at, at + 446).every((byte) => byte === 0)) finder.add(mbr, at);
    if (!finder.hasText(at, 'EFI PART')) continue;
    finder.add(gptHeader, at);
    const entries = finder.u64(at + gptHeader.offsetOf('entriesSector')) * 512;
    for (let i = 0; i < 3; i += 1) finder.add(gptEntry, entries + i * gptEntry.size);
  }
}

function findFileSystems(finder: Finder): void {
  const { content, view } = finder;
  for (let at = 0; at + 4096 <= content.length; at += 512) {
    if (finder.hasText(at + 3, 'NTFS    ')) finder.add(ntfsBoot, at);
    if (finder.hasText(at + 3, 'EXFAT   ')) {
      finder.add(exfatBoot, at);
      const start = at + finder.u32(at + exfatBoot.offsetOf('tableOffset')) * 512;
      finder.addTable({ title: 'exFAT table', start, entrySize: 4, endianness: 'little', count: 64 });
    }
    if (finder.hasText(at, 'FILE')) findRecord(finder, at);
    const fat = [at + 54, at + 82].find((place) => finder.hasText(place, 'FAT'));
    if (fat !== undefined) {
      finder.add(fatBoot, at);
      if (fat === at + 54) finder.add(extendedBootSector, at + 36);
      else finder.add(extendedBootSector32, at + 36);
      const start = at + view.getUint16(at + fatBoot.offsetOf('reservedSectors'), true) * 512;
      finder.addTable({ title: 'FAT', start, entrySize: 4, endianness: 'little', count: 64 });
    }
    if (at % 1024 === 0 && view.getUint16(at + superblock.offsetOf('magic'), true) === extMagic) {
      finder.add(superblock, at);
      const blockSize = 1024 << (finder.u32(at + superblock.offsetOf('logBlockSize')) & 7);
      for (let i = 0; i < 4; i += 1)
        finder.add(groupDescriptor, at - 1024 + (blockSize > 1024 ? blockSize : 2048) + i * 32);
    }
  }
}

/** A record of the master file table and the first of its attributes. */
function findRecord(finder: Finder, start: number): void {
  finder.add(fileRecord, start);
  let at = start + finder.view.getUint16(start + fileRecord.offsetOf('attributesAt'), true);
  for (let i = 0; i < 6 && at + 64 < start + 1024 && finder.u32(at) < 0x200; i += 1) {
    finder.add(attributeHeader, at);
    if (finder.content[at + 8] === 1) finder.add(nonResidentPart, at + attributeHeader.size);
    at += Math.max(16, finder.u32(at + 4));
  }
}

/** Makes checksums fit again, so that a lie is not refused for a formality. Where nothing has a checksum, nothing happens. */
export function resign(content: Uint8Array, { places }: Anatomy): void {
  for (const { structure, at } of places) {
    const stored = content.subarray(at, at + structure.size);
    if (stored.length < structure.size) continue;
    if (structure === footer) sign(stored, footer.offsetOf('checksum'));
    else if (structure === vhdHeader) sign(stored, vhdHeader.offsetOf('checksum'));
    else if (structure === gptHeader) resignGpt(content, at);
    else if (structure === exfatBoot) resignExfat(content, at);
  }
}

function resignGpt(content: Uint8Array, at: number): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const number = (name: Parameters<typeof gptHeader.offsetOf>[0]) =>
    view.getUint32(at + gptHeader.offsetOf(name), true);
  const start = number('entriesSector') * 512;
  const length = number('entryCount') * number('entrySize');
  if (start + length <= content.length) {
    view.setUint32(at + gptHeader.offsetOf('entriesChecksum'), crc32(content.subarray(start, start + length)), true);
  }
  const checksum = at + gptHeader.offsetOf('headerChecksum');
  view.setUint32(checksum, 0, true);
  view.setUint32(checksum, crc32(content.subarray(at, at + gptHeader.size)), true);
}

function resignExfat(content: Uint8Array, start: number): void {
  if (start + 12 * 512 > content.length) return;
  let sum = 0;
  for (let at = 0; at < 11 * 512; at += 1) {
    if (!uncheckedBytes.includes(at)) sum = (((sum << 31) | (sum >>> 1)) + (content[start + at] ?? 0)) >>> 0;
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 11 * 512; at < 12 * 512; at += 4) view.setUint32(start + at, sum, true);
}
