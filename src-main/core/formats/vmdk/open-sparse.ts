import { DiskError } from '#shared/errors.ts';
import { roundUp } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { openGrainTables, type TableOptions } from './grain-tables.ts';
import { sectorSize, type SparseHeader } from './layout.ts';
import type { SparseSource } from './read-header.ts';
import { SparseExtent } from './sparse-extent.ts';
import type { ExtentPlace } from './vmdk-extent.ts';

/**
 * Opens a sparse extent with a checked header. The line of the descriptor gives the true length: VirtualBox rounds the
 * capacity in the header up. Throws `vmdk.extent-size` when the header holds less than the line promises.
 */
export async function openSparseExtent(
  place: ExtentPlace,
  reader: Reader,
  source: SparseSource,
  options: TableOptions,
): Promise<SparseExtent> {
  const { header } = source;
  const { name } = options;
  requireRoom(place, header, name);
  const tables = await openGrainTables(reader, source, options);
  return new SparseExtent(place, { reader, name, header, tables }, options);
}

/** Throws `vmdk.extent-size` when a header holds less of the disk than the descriptor's line gives its file. */
export function requireRoom(
  { length }: ExtentPlace,
  { capacity, grainSize }: Pick<SparseHeader, 'capacity' | 'grainSize'>,
  name: string,
): void {
  const held = roundUp(capacity, grainSize) * sectorSize;
  if (length > held) throw new DiskError('vmdk.extent-size', { name, line: length, capacity: held });
}
