import type { CompactedPartition, CompactResult } from '../model/compact.ts';
import type { Cause } from '../report/compaction-bars.ts';
import { distrustInWords, fileSystemInWords, partitionTypeInWords } from './guest.ts';
import { sizeInWords } from './quantities.ts';

/** Why space is given back, in two or three words. */
export const causeTitles: Readonly<Record<Cause, string>> = {
  guestFree: 'Unused by the guest',
  zero: 'Stored zeros',
  sameAsParent: 'Same as in the parent',
  discarded: 'Discarded by the guest',
  orphaned: 'Orphaned in the file',
};

/** The one sentence with which a compaction begins. */
export function compactionInWords({ before, after, reclaimed, isPreview, output }: CompactResult): string {
  const isUnchanged = reclaimed === 0 && output === null;
  if (isUnchanged) {
    return isPreview ? 'There is nothing to give back.' : 'There was nothing to give back; the image was not changed.';
  }
  if (output !== null) {
    const verb = isPreview ? 'would take about' : 'takes';
    return `The new image ${verb} ${sizeInWords(after.fileSize)} instead of ${sizeInWords(before.fileSize)}.`;
  }
  return `${isPreview ? 'A compaction would give back' : 'The compaction gave back'} ${sizeInWords(reclaimed)}.`;
}

/** One line on a partition: what it is, how full it is, and what was given back of it or why nothing was. */
export function partitionInWords({ partition, reclaimed }: CompactedPartition): string {
  const { number, range, fileSystem, type, label, name } = partition;
  const kind = fileSystem === undefined ? partitionTypeInWords(type) : fileSystemInWords(fileSystem);
  const title = [`${String(number)}:`, kind, ...((label ?? name) ? [`"${label ?? name ?? ''}"`] : [])].join(' ');
  const size = sizeInWords(range.length);
  if (!partition.space) return `${title}, ${size}: counts as used. ${distrustInWords(partition.distrust)}`;
  const { usedBytes, freeBytes } = partition.space;
  return `${title}, ${size}: ${sizeInWords(usedBytes)} used, ${sizeInWords(freeBytes)} free, ${sizeInWords(reclaimed)} given back`;
}
