import { DiskError } from '#shared/errors.ts';
import type { Writer } from '../../io/reader.ts';
import { has } from './check-header.ts';
import type { ContentMark } from './edit-content-mark.ts';
import { judgeTables } from './edit-judge-tables.ts';
import { SparseEditor } from './edit-sparse.ts';
import { renewSecondCopy } from './edit-second-copy.ts';
import { readCopies } from './edit-table-copies.ts';
import { EditableTables } from './edit-tables.ts';
import { plannedPhase } from './grain-grid.ts';
import { tableCount, type TableOptions } from './grain-tables.ts';
import { entrySize, flag, sectorSize } from './layout.ts';
import { requireRoom } from './open-sparse.ts';
import type { SparseSource } from './read-header.ts';
import { SparseExtent } from './sparse-extent.ts';
import type { ExtentPlace } from './vmdk-extent.ts';

/** A sparse extent whose header is read, with what its changes touch elsewhere. */
export interface SparseToEdit {
  readonly source: SparseSource;
  readonly mark: ContentMark;
  readonly hasParent: boolean;
}

/**
 * Opens a sparse extent that is to be written in place, after a look at all of its tables: whether the image was closed
 * cleanly or not, they are in order afterwards. Throws `vmdk.extent-size`, what `refuseHeader` throws and what `judgeTables` throws.
 */
export async function openSparseEditor(
  place: ExtentPlace,
  file: Writer,
  { source, mark, hasParent }: SparseToEdit,
  options: TableOptions,
): Promise<SparseEditor> {
  const { header } = source;
  const { name, sharers } = options;
  refuseHeader(source, name);
  requireRoom(place, header, name);
  const copies = await readCopies(file, source, options);
  const judged = { source, copies, fileSize: file.size, length: place.length };
  const { used, isSecondBehind } = await judgeTables(judged, options);
  const shape = { tableBytes: header.tableLength * entrySize, tables: tableCount(source), sharers };
  const tables = new EditableTables(file, copies, shape);
  const extent = new SparseExtent(place, { reader: file, name, header, tables }, options);
  const usedEnd = used.end * sectorSize;
  const gridStart = (used.phase ?? plannedPhase(header)) * sectorSize;
  const takeOver = isSecondBehind ? () => renewSecondCopy(file, source, copies) : undefined;
  return new SparseEditor(extent, { file, name, header, tables, usedEnd, gridStart, mark, hasParent, takeOver });
}

/** Throws `vmdk.edit-kind`, `vmdk.edit-change-tracking` or `vmdk.edit-one-directory` for what is only read. */
export function refuseHeader({ header }: SparseSource, name: string): void {
  if (has(header, flag.compressed)) throw new DiskError('vmdk.edit-kind', { name, kind: 'compressed grains' });
  if (header.directory === null) {
    throw new DiskError('vmdk.edit-kind', { name, kind: 'a directory behind its data, as streams do' });
  }
  // VMware raises the version of a disk whose changes it tracks.
  if (header.version > 2) throw new DiskError('vmdk.edit-change-tracking', { name });
  if (header.directory === 0) throw new DiskError('vmdk.edit-one-directory', { name });
}
