import { viewOf } from '../../layout/struct.ts';
import { clearBitRuns, countClusters, withoutRuns } from '../cluster-runs.ts';
import { Distrusted, requirePossible } from '../distrusted.ts';
import type { ClusterRun, FileSystem, Metadata, Volume } from '../guest.ts';
import { linuxTypes } from '../partition-types.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { featuresOf, fileSystemOf, requireCleanState, requireKnownFeatures } from './features.ts';
import { geometryOf, type ExtGeometry } from './geometry.ts';
import { blockGroups, readMetadata, type BlockGroup } from './groups.ts';
import { magic, superblock, superblockAt } from './layout.ts';
import { checksumsOf, type Checksums } from './verify.ts';

const bitmapTitle = 'block bitmap';
const magicAt = superblockAt + superblock.offsetOf('magic');
const blockSizeAt = superblockAt + superblock.offsetOf('logBlockSize');

/** ext2, ext3 and ext4: each group of blocks has a bitmap of its own. */
export const ext: FileSystem = {
  title: 'ext2, ext3 or ext4',
  partitionTypes: linuxTypes,

  matches(head) {
    if (head.length < superblockAt + superblock.size) return false;
    const view = viewOf(head);
    return view.getUint16(magicAt, true) === magic && view.getUint32(blockSizeAt, true) <= 6;
  },

  identify: (head) => fileSystemOf(featuresOf(superblock.decode(head.subarray(superblockAt)))),

  async open(volume: VolumeReader, signal?: AbortSignal): Promise<Volume> {
    const stored = await volume.bytes({ start: superblockAt, length: superblock.size }, superblock.title, signal);
    const block = superblock.decode(stored);
    requirePossible(block.revision <= 1, superblock.title, 'the revision', block.revision);
    const features = featuresOf(block);
    const checksums = checksumsOf(block, features);
    checksums.superblock(stored);
    requireCleanState(block, features);
    requireKnownFeatures(features);
    const geometry = geometryOf(block, features, volume.size);
    const metadata = await readMetadata(volume, geometry, checksums, signal);
    return {
      fileSystem: fileSystemOf(features),
      label: block.label === '' ? undefined : block.label,
      grid: geometry.grid,
      metadata,
      recordedFree: block.freeBlocksLow + (geometry.has64Bit ? block.freeBlocksHigh * 2 ** 32 : 0),
      freeClusters: (stop) => freeBlocks(volume, geometry, checksums, metadata, stop),
    };
  },
};

async function* freeBlocks(
  volume: VolumeReader,
  geometry: ExtGeometry,
  checksums: Checksums,
  metadata: readonly Metadata[],
  signal?: AbortSignal,
): AsyncGenerator<ClusterRun[]> {
  const partsOf = partsByGroup(metadata);
  for await (const group of blockGroups(volume, geometry, checksums, signal)) {
    const parts = partsOf(group.run);
    const free = group.isUnwritten
      ? withoutRuns(group.run, parts)
      : await readBitmap(volume, geometry, checksums, group, signal);
    const counted = countClusters(free);
    if (counted !== group.freeBlocks) throw new Distrusted('free-count', { counted, recorded: group.freeBlocks });
    yield free;
  }
}

async function readBitmap(
  volume: VolumeReader,
  { blockSize, blocksPerGroup }: ExtGeometry,
  checksums: Checksums,
  { blockBitmap, bitmapChecksum, run }: BlockGroup,
  signal?: AbortSignal,
): Promise<ClusterRun[]> {
  const range = { start: blockBitmap * blockSize, length: blocksPerGroup / 8 };
  const bitmap = await volume.bytes(range, bitmapTitle, signal);
  checksums.bitmap(bitmap, bitmapChecksum);
  return clearBitRuns(bitmap, run.count, run.first);
}

/** A function that takes the groups in order and returns what metadata reaches into each. */
function partsByGroup(metadata: readonly Metadata[]): (group: ClusterRun) => readonly Metadata[] {
  let next = 0;
  return ({ first, count }) => {
    for (let part = metadata[next]; part && part.first + part.count <= first; part = metadata[next]) next += 1;
    let end = next;
    for (let part = metadata[end]; part && part.first < first + count; part = metadata[end]) end += 1;
    return metadata.slice(next, end);
  };
}
