import { hasBootSignature } from '../boot-signature.ts';
import { asDistrust } from '../distrusted.ts';
import type { FileSystem, Volume } from '../guest.ts';
import { fatTypes } from '../partition-types.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { geometryOf, isPlausible } from './geometry.ts';
import { bootSector } from './layout.ts';
import { readRecordedFree, requireCleanState } from './state.ts';
import { freeEntries } from './table.ts';

/** FAT12, FAT16 and FAT32: a cluster is free when its entry in the table is 0. */
export const fat: FileSystem = {
  title: 'FAT',
  partitionTypes: fatTypes,

  matches(head) {
    if (!hasBootSignature(head)) return false;
    const boot = bootSector.decode(head);
    if (!isPlausible(boot)) return false;
    // The table begins with the media byte. This tells a FAT from the boot sector that an older one left behind.
    const table = boot.reservedSectors * boot.bytesPerSector;
    return table >= head.length || head[table] === boot.media;
  },

  identify(head) {
    try {
      return `fat${geometryOf(head).width}`;
    } catch (thrown) {
      asDistrust(thrown);
      return undefined;
    }
  },

  async open(volume: VolumeReader, signal?: AbortSignal): Promise<Volume> {
    const geometry = geometryOf(await volume.bytes({ start: 0, length: 512 }, bootSector.title, signal));
    await requireCleanState(volume, geometry, signal);
    const { grid, width, label, boot32 } = geometry;
    return {
      fileSystem: `fat${width}`,
      label,
      grid,
      metadata: boot32 ? [{ structure: 'root directory', first: boot32.rootCluster, count: 1 }] : [],
      recordedFree: await readRecordedFree(volume, geometry, signal),
      freeClusters: (stop) => freeEntries(volume, geometry, stop),
    };
  },
};
