import { DiskError } from '#shared/errors.ts';
import { KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { has } from './check-header.ts';
import { describe } from './describe.ts';
import type { Descriptor, ExtentLine } from './descriptor.ts';
import { findContentId } from './edit-content-mark.ts';
import { refuseSharedFiles, refuseTracked } from './edit-descriptor.ts';
import { refuseEditKind } from './edit-kinds.ts';
import { checkExtents } from './extent-names.ts';
import { refuseUnreadable } from './kinds.ts';
import { flag, sectorSize } from './layout.ts';
import { openMovableExtent, type MovableExtent } from './movable-extent.ts';
import { isCarrier } from './open-carrier.ts';
import { readSingle, type SingleFile } from './open-single.ts';
import { kindOf } from './probe.ts';
import { readDescriptor } from './read-descriptor.ts';
import { readHeader } from './read-header.ts';

/** What cannot be done with the kinds that are refused here. */
export type Undoable = 'compact.rewrite-instead' | 'resize.not-possible';

/** A descriptor file that may be written to, before its extents are opened. */
export interface EditableSet {
  readonly descriptor: Descriptor;
  readonly variant: string;
  /** Where the descriptor lies. */
  readonly area: ByteRange;
}

/**
 * Tells the kind of the main file. Throws `vmdk.edit-kind`, `vmdk.unfinished` or `probe.not-this-format` for those that are not
 * written in place.
 */
export async function editableKind({ main, name }: ImageFiles, { signal }: OpenOptions): Promise<'single' | 'set'> {
  const head = new Uint8Array(Math.min(main.size, 4 * KiB));
  await main.read(0, head, signal);
  const kind = kindOf(head);
  if (kind === 'descriptor') return 'set';
  if (kind === 'sparse') {
    if (!isCarrier(head)) return 'single';
    throw new DiskError('vmdk.edit-kind', { name, kind: 'nothing but the descriptor of other files' });
  }
  if (kind === 'unfinished') throw new DiskError('vmdk.unfinished', { name });
  await refuseEditKind(main, name);
  throw new DiskError('probe.not-this-format', { name, format: 'VMDK' });
}

/**
 * Opens a sparse file that is a disk of its own. Throws what editing throws, `vmdk.extent-not-writable`, and the given reason for
 * a stream.
 */
export async function openMovableSingle<F extends Reader>(
  { main, name }: ImageFiles<F>,
  how: OpenOptions,
  undoable: Undoable,
): Promise<SingleFile & { readonly extent: MovableExtent<F> }> {
  const single = await readSingle(main, name, how);
  const { source, descriptor, line, area } = single;
  if (has(source.header, flag.compressed)) throw new DiskError(undoable, { name, title: 'VMDK streamOptimized' });
  refuseTracked(descriptor, name);
  await findContentId(main, area, name, how);
  const place = { start: 0, length: line.sectors * sectorSize };
  if (line.access !== 'RW') throw new DiskError('vmdk.extent-not-writable', { name, ...place, access: line.access });
  return { ...single, extent: await openMovableExtent(place, main, source, { ...how, name, sharers: 1 }) };
}

/** Reads a descriptor file of which everything but its extents is known to be right. Throws what editing throws. */
export async function readEditableSet({ main, name }: ImageFiles, how: OpenOptions): Promise<EditableSet> {
  const area = { start: 0, length: main.size };
  const descriptor = await readDescriptor(main, area, name, how);
  refuseUnreadable(descriptor, name);
  checkExtents(descriptor.extents, name, how.limits);
  refuseTracked(descriptor, name);
  refuseSharedFiles(descriptor.extents, name);
  await findContentId(main, area, name, how);
  return { descriptor, variant: describe(descriptor, 'custom').variant, area };
}

/** Opens the sparse extent of a line. Throws what editing throws, and the given reason for a stream. */
export async function openMovableLine<F extends Reader>(
  line: ExtentLine,
  start: Bytes,
  files: ImageFiles<F>,
  how: OpenOptions & { readonly sharers: number; readonly undoable: Undoable },
): Promise<MovableExtent<F>> {
  const { fileName: name = '' } = line;
  const file = await files.sibling(name);
  await refuseEditKind(file, name);
  const source = await readHeader(file, name, how);
  if (has(source.header, flag.compressed)) throw new DiskError(how.undoable, { name, title: 'compressed VMDK' });
  return openMovableExtent({ start, length: line.sectors * sectorSize }, file, source, { ...how, name });
}
