import { DiskError } from '#shared/errors.ts';
import { clip, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { has } from './check-header.ts';
import { describe } from './describe.ts';
import type { Descriptor, ExtentLine } from './descriptor.ts';
import { refuseUnreadable } from './kinds.ts';
import { flag, sectorSize } from './layout.ts';
import { vmdkLayer, type Description } from './layer.ts';
import { openSparseExtent } from './open-sparse.ts';
import { readDescriptor } from './read-descriptor.ts';
import { readHeader, type SparseSource } from './read-header.ts';

/** A sparse file that is a disk of its own, before its tables are read. */
export interface SingleFile {
  readonly source: SparseSource;
  /** Where the descriptor lies. */
  readonly area: ByteRange;
  readonly descriptor: Descriptor;
  /** Its one extent. */
  readonly line: ExtentLine;
  readonly description: Description;
}

/**
 * Opens a sparse file that is a disk of its own, with the descriptor in it. The name in its one extent line is not
 * followed: renaming the file is legal. Throws what `readSingle` throws.
 */
export async function openSingle({ main, name }: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { source, line, description } = await (how.tolerance === 'rescue' ? rescueSingle : readSingle)(main, name, how);
  const place = { start: 0, length: line.sectors * sectorSize, file: 0 };
  const extent = await openSparseExtent(place, main, source, { ...how, name, sharers: 1 });
  return vmdkLayer([extent], [{ name, role: 'image', content: main }], description);
}

/**
 * Reads header and descriptor. Throws `vmdk.lone-extent` for a file that is only a part of a disk; extents of split disks
 * often reserve room for a descriptor and leave it empty.
 */
export async function readSingle(main: Reader, name: string, how: OpenOptions): Promise<SingleFile> {
  const source = await readHeader(main, name, how);
  const { header } = source;
  if (header.descriptorOffset === 0) throw loneExtent(name);
  const area = { start: header.descriptorOffset * sectorSize, length: header.descriptorSize * sectorSize };
  const descriptor = await readDescriptor(main, area, name, how);
  refuseUnreadable(descriptor, name);
  const [line, ...others] = descriptor.extents;
  if (line?.type !== 'SPARSE' || others.length > 0) throw loneExtent(name);

  const description = describe(descriptor, has(header, flag.compressed) ? 'streamOptimized' : 'monolithicSparse');
  const facts = {
    ...description.facts,
    headerVersion: header.version,
    cleanShutdown: header.uncleanShutdown === 0 ? 'yes' : 'no',
  };
  return { source, area, descriptor, line, description: { ...description, facts } };
}

/**
 * As `readSingle`, but reads around a damaged descriptor where what is left of it says that the disk is whole and has no parent. The
 * size is then that of the header. A line that contradicts the header by more than the rounding of some programs does not count.
 */
async function rescueSingle(main: Reader, name: string, how: OpenOptions): Promise<SingleFile> {
  const single = await readSingle(main, name, how).catch((thrown: unknown) => afterDamage(main, name, how, thrown));
  const { line, source } = single;
  const { capacity, grainSize } = source.header;
  const rounding = Math.max(grainSize, roundedSectors);
  const isRounded = line.sectors <= capacity && capacity - line.sectors < rounding;
  return isRounded ? single : { ...single, line: { ...line, sectors: capacity } };
}

/** VirtualBox rounds the capacity in the header up to 64 KiB, and keeps the true size in the line. */
const roundedSectors = 128;

async function afterDamage(main: Reader, name: string, how: OpenOptions, problem: unknown): Promise<SingleFile> {
  if (!(problem instanceof DiskError) || problem.reason === 'chain.contradictory') throw problem;
  const source = await readHeader(main, name, how);
  const { header } = source;
  const area = { start: header.descriptorOffset * sectorSize, length: header.descriptorSize * sectorSize };
  const { start, length } = clip(area, Math.min(main.size, area.start + how.limits.textBytes));
  const bytes = new Uint8Array(length);
  await main.read(start, bytes, how.signal);
  const text = Buffer.from(bytes).toString('latin1');
  const types = [...text.matchAll(/createType *= *"?(\w+)/gi)].map(([, type = '']) => type.toLowerCase());
  const isWhole = types.length > 0 && types.every((type) => ['monolithicsparse', 'streamoptimized'].includes(type));
  const parents = [...text.matchAll(/parentCID *= *(\w*)/gi)].map(([, id = '']) => id.toLowerCase());
  const hasNoParent = parents.length > 0 && parents.every((id) => id === 'ffffffff');
  if (!isWhole || !hasNoParent || /parentFileNameHint/i.test(text)) throw problem;
  const line: ExtentLine = { access: 'RW', type: 'SPARSE', sectors: header.capacity, offset: 0 };
  const descriptor: Descriptor = { entries: [], extents: [line] };
  const variant = has(header, flag.compressed) ? 'streamOptimized' : 'monolithicSparse';
  return { source, area, descriptor, line, description: { variant, facts: { descriptor: 'damaged' } } };
}

/** Split disks name their extents after the descriptor: disk-s001.vmdk belongs to disk.vmdk. */
function loneExtent(name: string): DiskError {
  const parent = name.replace(/-[sf]\d{3,}(?=\.[^.]*$|$)/i, '');
  const descriptor = parent === name ? 'the descriptor of the disk' : `the descriptor of the disk, perhaps ${parent},`;
  return new DiskError('vmdk.lone-extent', { name, descriptor });
}
