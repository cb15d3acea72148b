import { Distrusted, requireSound } from '../distrusted.ts';
import type { ClusterRun } from '../guest.ts';
import { piecesOf } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { readChain } from './chain.ts';
import type { ExfatGeometry } from './geometry.ts';
import { entrySize, entryTypes, labelEntry, streamEntry } from './layout.ts';

/** A file that the root directory describes without a name. */
export interface SystemFile {
  readonly firstCluster: number;
  readonly length: number;
}

/** What the root directory says of the volume itself. */
export interface ExfatRoot {
  readonly clusters: readonly ClusterRun[];
  readonly bitmap: SystemFile;
  readonly upcase: SystemFile | undefined;
  readonly label: string | undefined;
}

const structure = 'root directory';

/** As the specification bounds a directory. */
const largestDirectory = 256 * 2 ** 20;

/** Walks the root directory to its end. Throws `Distrusted` unless it has exactly one allocation bitmap. */
export async function readRoot(
  volume: VolumeReader,
  geometry: ExfatGeometry,
  signal?: AbortSignal,
): Promise<ExfatRoot> {
  const { grid, rootCluster } = geometry;
  const most = Math.min(grid.count, Math.ceil(largestDirectory / grid.clusterSize));
  const clusters = await readChain(volume, geometry, { structure, first: rootCluster, most }, signal);
  const bitmaps: SystemFile[] = [];
  let upcase: SystemFile | undefined;
  let label: string | undefined;
  for await (const entry of entriesOf(volume, geometry, clusters, signal)) {
    if (entry[0] === entryTypes.bitmap) bitmaps.push(firstBitmap(entry));
    if (entry[0] === entryTypes.upcase) upcase = streamEntry.decode(entry);
    if (entry[0] === entryTypes.label) label = labelOf(entry);
  }
  const [bitmap] = bitmaps;
  requireSound(bitmap !== undefined && bitmaps.length === 1, structure);
  return { clusters, bitmap, upcase, label };
}

async function* entriesOf(
  volume: VolumeReader,
  { grid }: ExfatGeometry,
  clusters: readonly ClusterRun[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const piece of piecesOf({ structure, runs: clusters, grid }, 64 * 1024)) {
    const page = await volume.bytes(piece, structure, signal);
    for (let i = 0; i < page.length; i += entrySize) {
      if (page[i] === entryTypes.end) return;
      yield page.subarray(i, i + entrySize);
    }
  }
}

function firstBitmap(entry: Uint8Array): SystemFile {
  const stream = streamEntry.decode(entry);
  if ((stream.flags & 1) !== 0) throw new Distrusted('unsupported-feature', { feature: 'two bitmaps (TexFAT)' });
  return stream;
}

function labelOf(entry: Uint8Array): string | undefined {
  const { length, characters } = labelEntry.decode(entry);
  return length === 0 ? undefined : String.fromCharCode(...characters.slice(0, length));
}
