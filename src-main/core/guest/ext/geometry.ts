import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import { Distrusted, requirePossible } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import { has, type Features } from './features.ts';
import { groupDescriptor, incompatible, readOnlyCompatible, superblock, type Superblock } from './layout.ts';

/** Where everything lies, found consistent. Clusters are blocks here, by their own numbers. */
export interface ExtGeometry {
  readonly grid: ClusterGrid;
  readonly blockSize: Bytes;
  /** One more than the last block's number. */
  readonly blocks: number;
  readonly groups: number;
  readonly blocksPerGroup: number;
  readonly inodeTableBlocks: number;
  readonly descriptorSize: Bytes;
  /** Where the descriptors start. */
  readonly descriptors: Bytes;
  /** The superblock, the descriptors and the blocks kept for more of them, at the start of a group with copies. */
  readonly backupBlocks: number;
  /** Only some groups have copies. */
  readonly isSparse: boolean;
  readonly has64Bit: boolean;
}

const structure = superblock.title;

/** Groups of 128 MiB up to here are 32 TiB. What lies where in them is remembered while the volume is read. */
const mostGroups = 2 ** 18;

/** Computes the places from the superblock. Throws `Distrusted` when they are impossible. */
export function geometryOf(block: Superblock, features: Features, volumeSize: Bytes): ExtGeometry {
  const { firstDataBlock, blocksPerGroup, inodesPerGroup, logBlockSize } = block;
  // Copies of the superblock carry the number of their group; one at this place would belong to a volume that starts elsewhere.
  requirePossible(block.groupOfThis === 0, structure, 'its own group', block.groupOfThis);
  requirePossible(logBlockSize <= 6, structure, 'the block size', logBlockSize);
  requirePossible(block.logClusterSize === logBlockSize, structure, 'the cluster size', block.logClusterSize);
  const blockSize = 1024 * 2 ** logBlockSize;
  requirePossible(firstDataBlock === (logBlockSize === 0 ? 1 : 0), structure, 'the first block', firstDataBlock);

  const has64Bit = has(features.incompatible, incompatible.is64Bit);
  const blocks = block.blocksLow + (has64Bit ? block.blocksHigh * 2 ** 32 : 0);
  const size = blocks * blockSize;
  if (!(size <= volumeSize)) throw new Distrusted('larger-than-partition', { size, limit: volumeSize });
  requirePossible(blocks > firstDataBlock, structure, 'the number of blocks', blocks);
  requirePossible(
    blocksPerGroup >= 8 && blocksPerGroup % 8 === 0 && blocksPerGroup <= 8 * blockSize,
    structure,
    'the number of blocks in a group',
    blocksPerGroup,
  );
  const groups = Math.ceil((blocks - firstDataBlock) / blocksPerGroup);
  if (groups > mostGroups) throw new Distrusted('unsupported-feature', { feature: `${groups} block groups` });
  requirePossible(
    inodesPerGroup > 0 && inodesPerGroup <= 8 * blockSize && block.inodes === inodesPerGroup * groups,
    structure,
    'the number of inodes in a group',
    inodesPerGroup,
  );
  const inodeSize = block.revision === 0 ? 128 : block.inodeSize;
  requirePossible(
    isPowerOfTwo(inodeSize) && inodeSize >= 128 && inodeSize <= blockSize,
    structure,
    'the size of an inode',
    inodeSize,
  );
  const descriptorSize = has64Bit ? block.descriptorSize : groupDescriptor.size;
  requirePossible(
    isPowerOfTwo(descriptorSize) && descriptorSize >= (has64Bit ? 64 : 32) && descriptorSize <= 1024,
    structure,
    'the size of a descriptor',
    descriptorSize,
  );
  return {
    grid: {
      clusterSize: blockSize,
      first: firstDataBlock,
      count: blocks - firstDataBlock,
      start: firstDataBlock * blockSize,
    },
    blockSize,
    blocks,
    groups,
    blocksPerGroup,
    inodeTableBlocks: Math.ceil((inodesPerGroup * inodeSize) / blockSize),
    descriptorSize,
    descriptors: (firstDataBlock + 1) * blockSize,
    backupBlocks: 1 + Math.ceil((groups * descriptorSize) / blockSize) + block.reservedDescriptorBlocks,
    isSparse: has(features.readOnlyCompatible, readOnlyCompatible.sparseSuper),
    has64Bit,
  };
}

/** The first block of a group. */
export function firstBlockOf({ grid, blocksPerGroup }: ExtGeometry, group: number): number {
  return grid.first + group * blocksPerGroup;
}

/** True when a group begins with a copy of the superblock and the descriptors: all, or 0, 1 and the powers of 3, 5 and 7. */
export function hasBackup({ isSparse }: ExtGeometry, group: number): boolean {
  return !isSparse || group <= 1 || [3, 5, 7].some((base) => isPowerOf(base, group));
}

function isPowerOf(base: number, value: number): boolean {
  let rest = value;
  while (rest % base === 0) rest /= base;
  return rest === 1;
}
