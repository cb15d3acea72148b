import { hasBootSignature, hasText } from '../boot-signature.ts';
import { clearBitRuns, mapPage } from '../cluster-runs.ts';
import { requireSound } from '../distrusted.ts';
import type { ClusterGrid, ClusterRun, FileSystem, Metadata, Volume } from '../guest.ts';
import { windowsTypes } from '../partition-types.ts';
import { piecesOf, type Stream } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { streamOf } from './attribute.ts';
import { readGeometry, type NtfsGeometry } from './boot.ts';
import { requireAwake } from './hibernation.ts';
import { requireCleanLog } from './journal.ts';
import { attributeTypes, records } from './layout.ts';
import { openMasterFileTable, type MasterFileTable } from './master-file-table.ts';
import { attributeOf } from './record.ts';
import { readVolumeState, requireNoShadowCopies } from './state.ts';

const bitmapTitle = '$Bitmap';

/** NTFS: the file $Bitmap has a bit for each cluster. */
export const ntfs: FileSystem = {
  title: 'NTFS',
  partitionTypes: windowsTypes,
  matches: (head) => hasText(head, 3, 'NTFS    ') && hasBootSignature(head),
  identify: () => 'ntfs',

  async open(volume: VolumeReader, signal?: AbortSignal): Promise<Volume> {
    const geometry = await readGeometry(volume, signal);
    const { grid } = geometry;
    const table = await openMasterFileTable(volume, geometry, signal);
    const label = await readVolumeState(table, signal);
    const log = await requireCleanLog(volume, table, grid, signal);
    const root = await requireAwake(volume, table, grid, signal);
    await requireNoShadowCopies(volume, signal);
    const bitmap = await openBitmap(table, grid, signal);
    return {
      fileSystem: 'ntfs',
      label,
      grid,
      metadata: [...beginnings(geometry), ...[table.stream, log, bitmap, ...(root ? [root] : [])].flatMap(partsOf)],
      recordedFree: undefined,
      freeClusters: (stop) => freeClusters(volume, bitmap, stop),
    };
  },
};

/** Throws `Distrusted` unless all of the map was written: what was not reads as zeros, which would mean free. */
async function openBitmap(table: MasterFileTable, grid: ClusterGrid, signal?: AbortSignal): Promise<Stream> {
  const record = await table.record(records.bitmap, bitmapTitle, signal);
  const stream = streamOf(attributeOf(record, attributeTypes.data), grid, bitmapTitle);
  requireSound(stream.initializedSize >= Math.ceil(grid.count / 8), bitmapTitle);
  return stream;
}

async function* freeClusters(volume: VolumeReader, bitmap: Stream, signal?: AbortSignal): AsyncGenerator<ClusterRun[]> {
  const { count } = bitmap.grid;
  let done = 0;
  for (const piece of piecesOf(bitmap, mapPage)) {
    const page = await volume.bytes(piece, bitmapTitle, signal);
    const bits = Math.min(page.length * 8, count - done);
    yield clearBitRuns(page, bits, done);
    done += bits;
    if (done >= count) return;
  }
}

function partsOf({ structure, runs }: Stream): Metadata[] {
  return runs.map((run) => ({ structure, ...run }));
}

/** What lies at places that the boot sector gives: the boot file of 8 KiB, and the first cluster of the mirror. */
function beginnings({ grid, mirrorCluster }: NtfsGeometry): Metadata[] {
  return [
    { structure: 'boot file', first: 0, count: Math.min(grid.count, Math.ceil(8192 / grid.clusterSize)) },
    { structure: 'mirror of the master file table', first: mirrorCluster, count: 1 },
  ];
}
