import { Distrusted, requireSound } from '../distrusted.ts';
import { readStream, type Stream } from '../stream.ts';
import type { ClusterGrid } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { streamOf, utf16, valueOf } from './attribute.ts';
import { applyFixups } from './fixups.ts';
import {
  attributeTypes,
  childPointer,
  fileName,
  indexBlockHeader,
  indexEntry,
  indexNode,
  indexRoot,
  records,
} from './layout.ts';
import type { MasterFileTable } from './master-file-table.ts';
import { attributeOf, findAttribute } from './record.ts';

const structure = 'root directory';
const indexName = '$I30';

/** A root directory with more blocks than this is none that people have: 64 MiB of names. */
const mostBlocks = 16_384;

/** Where the root directory lies, and the records of the files in it that have a name, whatever the case of its letters. */
export async function findInRoot(
  volume: VolumeReader,
  table: MasterFileTable,
  grid: ClusterGrid,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly stream: Stream | undefined; readonly records: readonly number[] }> {
  const record = await table.record(records.root, structure, signal);
  const root = valueOf(attributeOf(record, attributeTypes.indexRoot, indexName), structure);
  const { blockSize } = indexRoot.decode(root);
  requireSound(blockSize >= 512 && blockSize <= 64 * 1024 && blockSize % 512 === 0, structure);
  const allocation = findAttribute(record, attributeTypes.indexAllocation, indexName);
  const stream = allocation && streamOf(allocation, grid, structure);

  const found: number[] = [];
  const seen = new Set<number>();
  let next = searchNode(root.subarray(indexRoot.size), name, found);
  while (next.length > 0) {
    const below: number[] = [];
    for (const vcn of next) {
      requireSound(stream !== undefined && !seen.has(vcn), structure);
      if (seen.size >= mostBlocks)
        throw new Distrusted('unsupported-feature', { feature: 'a root directory that large' });
      seen.add(vcn);
      // Blocks that are smaller than a cluster are counted in sectors.
      const start = vcn * (grid.clusterSize <= blockSize ? grid.clusterSize : 512);
      const block = await readStream(volume, stream, { start, length: blockSize }, signal);
      applyFixups(block, 'INDX', structure);
      requireSound(indexBlockHeader.decode(block).vcn === vcn, structure);
      below.push(...searchNode(block.subarray(indexBlockHeader.size), name, found));
    }
    next = below;
  }
  return { stream, records: found };
}

/** Adds the records of matching names in a node, and returns the blocks below it. */
function searchNode(node: Uint8Array, name: string, found: number[]): number[] {
  const { entriesAt, usedSize } = indexNode.decode(node);
  requireSound(entriesAt >= indexNode.size && usedSize <= node.length, structure);
  const below: number[] = [];
  for (let at = entriesAt; ;) {
    requireSound(at + indexEntry.size <= usedSize, structure);
    const { record, recordHigh, length, keyLength, flags } = indexEntry.decode(node.subarray(at));
    requireSound(length >= indexEntry.size && length % 8 === 0 && at + length <= usedSize, structure);
    const entry = node.subarray(at, at + length);
    if ((flags & 1) !== 0) below.push(childPointer.decode(entry.subarray(-childPointer.size)).vcn);
    if ((flags & 2) !== 0) return below;
    requireSound(indexEntry.size + keyLength <= length, structure);
    if (nameOf(entry.subarray(indexEntry.size, indexEntry.size + keyLength)).toLowerCase() === name) {
      found.push(record + recordHigh * 2 ** 32);
    }
    at += length;
  }
}

function nameOf(key: Uint8Array): string {
  const { length } = fileName.decode(key);
  requireSound(fileName.size + length * 2 <= key.length, structure);
  return utf16(key.subarray(fileName.size, fileName.size + length * 2));
}
