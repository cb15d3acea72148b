import type { Bytes } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';
import { Distrusted, requirePossible, requireSound } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { bootSector, checkedSectors, flags, uncheckedBytes, type BootSector } from './layout.ts';

/** Where everything lies, found consistent. */
export interface ExfatGeometry {
  readonly grid: ClusterGrid;
  /** Where the table of chains starts. */
  readonly table: Bytes;
  readonly rootCluster: number;
}

const structure = bootSector.title;

/** Reads the boot region. Throws `Distrusted` when it is damaged, impossible, or of a volume that was not closed cleanly. */
export async function readGeometry(volume: VolumeReader, signal?: AbortSignal): Promise<ExfatGeometry> {
  const boot = await volume.one(bootSector, 0, signal);
  const { sectorShift, clusterShift, clusters, tableOffset, tableLength, heapOffset } = boot;
  requirePossible(sectorShift >= 9 && sectorShift <= 12, structure, 'the sector shift', sectorShift);
  requirePossible(sectorShift + clusterShift <= 25, structure, 'the cluster shift', clusterShift);
  const sectorSize = 2 ** sectorShift;
  await requireChecksum(volume, sectorSize, signal);
  requireState(boot);

  if (boot.tables !== 1) throw new Distrusted('unsupported-feature', { feature: 'two tables (TexFAT)' });
  requirePossible(boot.revision >>> 8 === 1, structure, 'the revision', boot.revision);
  const size = boot.volumeLength * sectorSize;
  if (!(size <= volume.size)) throw new Distrusted('larger-than-partition', { size, limit: volume.size });
  requirePossible(tableOffset >= 24, structure, 'the place of the table', tableOffset);
  requirePossible(tableOffset + tableLength <= heapOffset, structure, 'the length of the table', tableLength);
  requirePossible(clusters > 0 && clusters <= 2 ** 32 - 11, structure, 'the number of clusters', clusters);
  requirePossible(tableLength * sectorSize >= (clusters + 2) * 4, structure, 'the length of the table', tableLength);
  requirePossible(
    heapOffset + clusters * 2 ** clusterShift <= boot.volumeLength,
    structure,
    'the number of clusters',
    clusters,
  );
  return {
    grid: { clusterSize: sectorSize * 2 ** clusterShift, first: 2, count: clusters, start: heapOffset * sectorSize },
    table: tableOffset * sectorSize,
    rootCluster: boot.rootCluster,
  };
}

function requireState(boot: BootSector): void {
  requireSound(boot.signature === 0xaa55 && boot.zero.every((byte) => byte === 0), structure);
  if ((boot.flags & flags.dirty) !== 0) throw new Distrusted('dirty');
  if ((boot.flags & flags.mediaFailure) !== 0) throw new Distrusted('has-errors');
  if ((boot.flags & flags.secondTable) !== 0) {
    throw new Distrusted('unsupported-feature', { feature: 'its second table (TexFAT)' });
  }
}

/** The sum over the boot region, rotated right by one bit for each byte. */
async function requireChecksum(volume: VolumeReader, sectorSize: Bytes, signal?: AbortSignal): Promise<void> {
  const checkedBytes = checkedSectors * sectorSize;
  const region = await volume.bytes({ start: 0, length: checkedBytes + sectorSize }, structure, signal);
  let sum = 0;
  for (let i = 0; i < checkedBytes; i += 1) {
    if (!uncheckedBytes.includes(i)) sum = (((sum << 31) | (sum >>> 1)) + (region[i] ?? 0)) >>> 0;
  }
  const stored = viewOf(region.subarray(checkedBytes));
  for (let at = 0; at < sectorSize; at += 4) {
    if (stored.getUint32(at, true) !== sum) throw new Distrusted('bad-checksum', { structure });
  }
}
