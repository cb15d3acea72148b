import type { ClusterRun } from './guest.ts';

/** Map bytes that are held at once: 131072 clusters a page, half as many runs at worst. */
export const mapPage = 16 * 1024;

/**
 * The runs of clear bits among the first `bits` of a map, lowest bit first, as FAT's younger relatives, NTFS and ext have
 * it; `first` is the cluster that the lowest bit stands for.
 */
export function clearBitRuns(map: Uint8Array, bits: number, first: number): ClusterRun[] {
  const runs: ClusterRun[] = [];
  let start = -1;
  for (let bit = 0; bit < bits;) {
    const byte = map[bit >>> 3] ?? 0xff;
    // Whole bytes that change nothing are most of a map.
    if (bit % 8 === 0 && bit + 8 <= bits && byte === (start < 0 ? 0xff : 0x00)) {
      bit += 8;
      continue;
    }
    const free = (byte & (1 << (bit & 7))) === 0;
    if (free && start < 0) start = bit;
    if (!free && start >= 0) {
      runs.push({ first: first + start, count: bit - start });
      start = -1;
    }
    bit += 1;
  }
  if (start >= 0) runs.push({ first: first + start, count: bits - start });
  return runs;
}

/** The clusters of some runs. */
export function countClusters(runs: readonly ClusterRun[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** What remains of one run without others, which are in order and may reach outside. */
export function withoutRuns(run: ClusterRun, taken: readonly ClusterRun[]): ClusterRun[] {
  const rest: ClusterRun[] = [];
  const end = run.first + run.count;
  let next = run.first;
  for (const { first, count } of taken) {
    const until = Math.min(first, end);
    if (until > next) rest.push({ first: next, count: until - next });
    next = Math.max(next, first + count);
  }
  if (end > next) rest.push({ first: next, count: end - next });
  return rest;
}
