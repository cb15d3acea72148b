import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { has } from './check-header.ts';
import { openGrainTables, type GrainTables, type TableOptions } from './grain-tables.ts';
import { flag, sectorSize, type SparseHeader } from './layout.ts';
import { rescueStream } from './rescue-stream.ts';
import { rescueTables } from './rescue-tables.ts';
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
  if (options.tolerance === 'rescue') requireFit(place, header, name);
  const isRescue = options.tolerance === 'rescue';
  const tables = await (isRescue
    ? openForRescue(place, reader, source, options)
    : openGrainTables(reader, source, options));
  return new SparseExtent(place, { reader, name, header, tables }, options);
}

/** Throws `vmdk.no-directory` when nothing tells where grains lie. */
async function openForRescue(
  { length }: ExtentPlace,
  reader: Reader,
  source: SparseSource,
  options: TableOptions,
): Promise<GrainTables> {
  if (has(source.header, flag.markers)) return rescueStream(reader, source, options);
  const tables = await rescueTables(reader, source, { ...options, length });
  if (!tables) throw new DiskError('vmdk.no-directory', { name: options.name });
  return tables;
}

/** Throws `vmdk.extent-size` when a header holds more than a line gives its file, by more than any program rounds. */
function requireFit({ length }: ExtentPlace, { capacity, grainSize }: SparseHeader, name: string): void {
  const held = capacity * sectorSize;
  const rounding = Math.max(grainSize * sectorSize, 64 * KiB);
  if (held - length >= rounding) throw new DiskError('vmdk.extent-size', { name, line: length, capacity: held });
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
