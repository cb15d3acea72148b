import { type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { FreeSpace } from '#shared/model/guest.ts';
import { countClusters } from './cluster-runs.ts';
import { Distrusted, requireSound } from './distrusted.ts';
import type { ClusterGrid, ClusterRun, Metadata, Volume } from './guest.ts';

/**
 * Walks the whole map of a volume of `size` bytes once. Throws `Distrusted` when it is longer than the volume, marks a part
 * of the file system itself as free, or has another number of free clusters than the volume records.
 */
export async function measure(volume: Volume, size: Bytes, signal?: AbortSignal): Promise<FreeSpace> {
  const { grid, metadata, recordedFree } = volume;
  const needed = grid.start + grid.count * grid.clusterSize;
  if (!(needed <= size)) throw new Distrusted('larger-than-partition', { size: needed, limit: size });

  const touchesMetadata = metadataWatch(metadata);
  let counted = 0;
  for await (const runs of ascending(volume, signal)) {
    runs.forEach(touchesMetadata);
    counted += countClusters(runs);
  }
  if (recordedFree !== undefined && counted !== recordedFree) {
    throw new Distrusted('free-count', { counted, recorded: recordedFree });
  }
  const freeBytes = counted * grid.clusterSize;
  return { usedBytes: size - freeBytes, freeBytes, clusterSize: grid.clusterSize };
}

/** The free ranges of a volume whose first byte is `start` of the disk, merged across batches. */
export async function* freeRanges(
  volume: Volume,
  start: Bytes,
  signal?: AbortSignal,
): AsyncGenerator<readonly ByteRange[]> {
  let open: ClusterRun | undefined;
  for await (const runs of ascending(volume, signal)) {
    const batch: ByteRange[] = [];
    for (const run of runs) {
      if (open && open.first + open.count === run.first) {
        open = { first: open.first, count: open.count + run.count };
      } else {
        if (open) batch.push(rangeOf(open, volume.grid, start));
        open = run;
      }
    }
    if (batch.length > 0) yield batch;
  }
  if (open) yield [rangeOf(open, volume.grid, start)];
}

function rangeOf({ first, count }: ClusterRun, grid: ClusterGrid, start: Bytes): ByteRange {
  return {
    start: start + grid.start + (first - grid.first) * grid.clusterSize,
    length: count * grid.clusterSize,
  };
}

/** The last fence: whatever a file system's reader makes of its map, no run leaves the data area or goes back. */
async function* ascending(volume: Volume, signal?: AbortSignal): AsyncGenerator<readonly ClusterRun[]> {
  const { first, count } = volume.grid;
  let next = first;
  for await (const runs of volume.freeClusters(signal)) {
    signal?.throwIfAborted();
    for (const run of runs) {
      requireSound(run.count > 0 && run.first >= next && run.first + run.count <= first + count, 'map of free space');
      next = run.first + run.count;
    }
    yield runs;
  }
}

/** A function that takes the free runs in order and throws at the first that touches a part of the file system itself. */
function metadataWatch(metadata: readonly Metadata[]): (run: ClusterRun) => void {
  const parts = metadata.filter(({ count }) => count > 0).sort((a, b) => a.first - b.first);
  let next = 0;
  return ({ first, count }) => {
    for (let part = parts[next]; part && part.first < first + count; part = parts[next]) {
      if (part.first + part.count > first) throw new Distrusted('metadata-free', { structure: part.structure });
      next += 1;
    }
  };
}
