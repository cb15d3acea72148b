import { Distrusted, requireSound } from '../distrusted.ts';
import type { ClusterRun, Metadata } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { firstBlockOf, hasBackup, type ExtGeometry } from './geometry.ts';
import { blockBitmapUnwritten, groupDescriptor, groupDescriptorHigh } from './layout.ts';
import type { Checksums } from './verify.ts';

/** A group of blocks, as its descriptor has it. */
export interface BlockGroup {
  readonly number: number;
  readonly run: ClusterRun;
  readonly blockBitmap: number;
  readonly inodeBitmap: number;
  readonly inodeTable: number;
  readonly freeBlocks: number;
  /** The bitmap was never written: only the file system's own blocks are used. */
  readonly isUnwritten: boolean;
  readonly bitmapChecksum: { readonly low: number; readonly high: number | undefined };
}

const structure = groupDescriptor.title;
const pageSize = 64 * 1024;

/** All groups in order, page by page. Throws `Distrusted` for a descriptor that is damaged or leads outside the volume. */
export async function* blockGroups(
  volume: VolumeReader,
  geometry: ExtGeometry,
  checksums: Checksums,
  signal?: AbortSignal,
): AsyncGenerator<BlockGroup> {
  const { descriptorSize, descriptors, groups } = geometry;
  const groupsOfPage = pageSize / descriptorSize;
  for (let first = 0; first < groups; first += groupsOfPage) {
    const count = Math.min(groupsOfPage, groups - first);
    const range = { start: descriptors + first * descriptorSize, length: count * descriptorSize };
    const page = await volume.bytes(range, structure, signal);
    for (let i = 0; i < count; i += 1) {
      const stored = page.subarray(i * descriptorSize, (i + 1) * descriptorSize);
      checksums.descriptor(first + i, stored);
      yield decode(stored, first + i, geometry);
    }
  }
}

/**
 * Where the file system's own blocks lie, in order: copies of the superblock and descriptors, bitmaps and inode tables.
 * Throws `Distrusted` when they overlap.
 */
export async function readMetadata(
  volume: VolumeReader,
  geometry: ExtGeometry,
  checksums: Checksums,
  signal?: AbortSignal,
): Promise<Metadata[]> {
  const parts: Metadata[] = [];
  // Most of these adjoin, also with flexible groups, which keep those of 16 groups together.
  const add = (title: string, first: number, count: number): void => {
    const last = parts.at(-1);
    if (last && last.structure === title && last.first + last.count === first) {
      parts[parts.length - 1] = { ...last, count: last.count + count };
    } else {
      parts.push({ structure: title, first, count });
    }
  };
  for await (const group of blockGroups(volume, geometry, checksums, signal)) {
    const backup = Math.min(geometry.backupBlocks, group.run.count);
    if (hasBackup(geometry, group.number)) add('superblock', group.run.first, backup);
    add('block bitmap', group.blockBitmap, 1);
    add('inode bitmap', group.inodeBitmap, 1);
    add('inode table', group.inodeTable, geometry.inodeTableBlocks);
  }
  parts.sort((a, b) => a.first - b.first);
  parts.forEach(({ first, structure: title }, i) => {
    const before = parts[i - 1];
    requireSound(!before || before.first + before.count <= first, title);
  });
  return parts;
}

function decode(stored: Uint8Array, number: number, geometry: ExtGeometry): BlockGroup {
  const low = groupDescriptor.decode(stored);
  const high = geometry.has64Bit ? groupDescriptorHigh.decode(stored.subarray(groupDescriptor.size)) : undefined;
  const first = firstBlockOf(geometry, number);
  const group: BlockGroup = {
    number,
    run: { first, count: Math.min(geometry.blocksPerGroup, geometry.blocks - first) },
    blockBitmap: low.blockBitmapLow + (high?.blockBitmapHigh ?? 0) * 2 ** 32,
    inodeBitmap: low.inodeBitmapLow + (high?.inodeBitmapHigh ?? 0) * 2 ** 32,
    inodeTable: low.inodeTableLow + (high?.inodeTableHigh ?? 0) * 2 ** 32,
    freeBlocks: low.freeBlocksLow + (high?.freeBlocksHigh ?? 0) * 2 ** 16,
    isUnwritten: (low.flags & blockBitmapUnwritten) !== 0,
    bitmapChecksum: { low: low.blockBitmapChecksumLow, high: high?.blockBitmapChecksumHigh },
  };
  requireInside(group.blockBitmap, 1, geometry);
  requireInside(group.inodeBitmap, 1, geometry);
  requireInside(group.inodeTable, geometry.inodeTableBlocks, geometry);
  return group;
}

function requireInside(first: number, count: number, { grid, blocks, blockSize }: ExtGeometry): void {
  if (first >= grid.first && first + count <= blocks) return;
  throw new Distrusted('outside-volume', { structure: 'bitmap or inode table of a group', start: first * blockSize });
}
