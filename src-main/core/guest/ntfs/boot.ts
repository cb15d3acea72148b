import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import { Distrusted, requirePossible } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { bootSector } from './layout.ts';

export interface NtfsGeometry {
  /** Cluster 0 is the first of the volume. */
  readonly grid: ClusterGrid;
  readonly recordSize: Bytes;
  readonly mftCluster: number;
  readonly mirrorCluster: number;
}

const structure = bootSector.title;

/** Reads the boot sector. Throws `Distrusted` when its numbers are impossible. */
export async function readGeometry(volume: VolumeReader, signal?: AbortSignal): Promise<NtfsGeometry> {
  const boot = await volume.one(bootSector, 0, signal);
  const { bytesPerSector, totalSectors } = boot;
  requirePossible(
    isPowerOfTwo(bytesPerSector) && bytesPerSector >= 512 && bytesPerSector <= 4096,
    structure,
    'the sector size',
    bytesPerSector,
  );
  const sectorsPerCluster =
    boot.sectorsPerCluster > 0x80 ? 2 ** (256 - boot.sectorsPerCluster) : boot.sectorsPerCluster;
  const clusterSize = sectorsPerCluster * bytesPerSector;
  requirePossible(
    isPowerOfTwo(sectorsPerCluster) && clusterSize <= 2 * 2 ** 20,
    structure,
    'the cluster size',
    clusterSize,
  );
  const size = totalSectors * bytesPerSector;
  if (!(size <= volume.size)) throw new Distrusted('larger-than-partition', { size, limit: volume.size });
  const count = Math.floor(totalSectors / sectorsPerCluster);
  requirePossible(count > 0 && count < 2 ** 32, structure, 'the number of clusters', count);

  const recordSize =
    boot.clustersPerRecord >= 0x80 ? 2 ** (256 - boot.clustersPerRecord) : boot.clustersPerRecord * clusterSize;
  requirePossible(
    isPowerOfTwo(recordSize) && recordSize >= 512 && recordSize <= 64 * 1024,
    structure,
    'the record size',
    recordSize,
  );
  for (const cluster of [boot.mftCluster, boot.mirrorCluster]) {
    requirePossible(cluster > 0 && cluster < count, structure, 'the place of the file table', cluster);
  }
  return {
    grid: { clusterSize, first: 0, count, start: 0 },
    recordSize,
    mftCluster: boot.mftCluster,
    mirrorCluster: boot.mirrorCluster,
  };
}
