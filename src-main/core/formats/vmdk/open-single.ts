import { DiskError } from '#shared/errors.ts';
import type { ByteRange } from '#shared/model/bytes.ts';
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
  const { source, line, description } = await readSingle(main, name, how);
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

/** Split disks name their extents after the descriptor: disk-s001.vmdk belongs to disk.vmdk. */
function loneExtent(name: string): DiskError {
  const parent = name.replace(/-[sf]\d{3,}(?=\.[^.]*$|$)/i, '');
  const descriptor = parent === name ? 'the descriptor of the disk' : `the descriptor of the disk, perhaps ${parent},`;
  return new DiskError('vmdk.lone-extent', { name, descriptor });
}
