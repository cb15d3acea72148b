import { hasBootSignature, hasText } from '../boot-signature.ts';
import { clearBitRuns, mapPage } from '../cluster-runs.ts';
import { requireSound } from '../distrusted.ts';
import type { ClusterRun, FileSystem, Metadata, Volume } from '../guest.ts';
import { windowsTypes } from '../partition-types.ts';
import { piecesOf } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { readChain } from './chain.ts';
import { readGeometry, type ExfatGeometry } from './geometry.ts';
import { firstEntries } from './layout.ts';
import { readRoot, type SystemFile } from './root.ts';

const bitmapTitle = 'allocation bitmap';

/** exFAT: a bit for each cluster. Its table only chains files in pieces, so it says nothing about free space. */
export const exfat: FileSystem = {
  title: 'exFAT',
  partitionTypes: windowsTypes,
  matches: (head) => hasText(head, 3, 'EXFAT   ') && hasBootSignature(head),
  identify: () => 'exfat',

  async open(volume: VolumeReader, signal?: AbortSignal): Promise<Volume> {
    const geometry = await readGeometry(volume, signal);
    const { media } = await volume.one(firstEntries, geometry.table, signal);
    requireSound(media >>> 0 >= 0xffff_fff0, firstEntries.title);
    const root = await readRoot(volume, geometry, signal);
    const bitmap = await readBitmapPlace(volume, geometry, root.bitmap, signal);
    return {
      fileSystem: 'exfat',
      label: root.label,
      grid: geometry.grid,
      metadata: [
        ...named('root directory', root.clusters),
        ...named(bitmapTitle, bitmap),
        ...(root.upcase ? named('table of capitals', [clustersOf(root.upcase, geometry)]) : []),
      ],
      recordedFree: undefined,
      freeClusters: (stop) => freeClusters(volume, geometry, bitmap, stop),
    };
  },
};

/** Where the bitmap lies. Throws `Distrusted` unless its chain is exactly as long as its length and the clusters need. */
async function readBitmapPlace(
  volume: VolumeReader,
  geometry: ExfatGeometry,
  { firstCluster, length }: SystemFile,
  signal?: AbortSignal,
): Promise<ClusterRun[]> {
  const { count, clusterSize } = geometry.grid;
  const most = Math.ceil(Math.ceil(count / 8) / clusterSize);
  requireSound(length >= Math.ceil(count / 8) && length <= most * clusterSize, bitmapTitle);
  const runs = await readChain(volume, geometry, { structure: bitmapTitle, first: firstCluster, most }, signal);
  requireSound(runs.reduce((sum, run) => sum + run.count, 0) === most, bitmapTitle);
  return runs;
}

/** The table of capitals is written once, in one piece; only its first cluster is certain. */
function clustersOf({ firstCluster }: SystemFile, { grid }: ExfatGeometry): ClusterRun {
  requireSound(firstCluster >= grid.first && firstCluster < grid.first + grid.count, 'table of capitals');
  return { first: firstCluster, count: 1 };
}

async function* freeClusters(
  volume: VolumeReader,
  { grid }: ExfatGeometry,
  bitmap: readonly ClusterRun[],
  signal?: AbortSignal,
): AsyncGenerator<ClusterRun[]> {
  let done = 0;
  for (const piece of piecesOf({ structure: bitmapTitle, runs: bitmap, grid }, mapPage)) {
    const page = await volume.bytes(piece, bitmapTitle, signal);
    const bits = Math.min(page.length * 8, grid.count - done);
    yield clearBitRuns(page, bits, grid.first + done);
    done += bits;
    if (done >= grid.count) return;
  }
}

function named(structure: string, runs: readonly ClusterRun[]): Metadata[] {
  return runs.map((run) => ({ structure, ...run }));
}
