import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { requireSound } from './distrusted.ts';
import type { ClusterGrid, ClusterRun } from './guest.ts';
import type { VolumeReader } from './volume-reader.ts';

/** The content of a file whose clusters are known, with a name for sentences. */
export interface Stream {
  readonly structure: string;
  readonly runs: readonly ClusterRun[];
  readonly grid: ClusterGrid;
}

/** Where a stream lies in the volume, in the order of its content and in pieces of at most `most` bytes. */
export function* piecesOf({ runs, grid }: Stream, most: Bytes): Generator<ByteRange> {
  for (const { first, count } of runs) {
    const start = grid.start + (first - grid.first) * grid.clusterSize;
    const length = count * grid.clusterSize;
    for (let at = 0; at < length; at += most) yield { start: start + at, length: Math.min(most, length - at) };
  }
}

/** Reads a small part of a stream, across runs. Throws `Distrusted` where the stream does not reach. */
export async function readStream(
  volume: VolumeReader,
  stream: Stream,
  range: ByteRange,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { structure, grid } = stream;
  const content = new Uint8Array(range.length);
  let filled = 0;
  let runStart = 0;
  for (const { first, count } of stream.runs) {
    const runEnd = runStart + count * grid.clusterSize;
    const from = Math.max(range.start, runStart);
    const length = Math.min(endOf(range), runEnd) - from;
    if (length > 0) {
      const start = grid.start + (first - grid.first) * grid.clusterSize + from - runStart;
      content.set(await volume.bytes({ start, length }, structure, signal), from - range.start);
      filled += length;
    }
    runStart = runEnd;
  }
  requireSound(filled === range.length, structure);
  return content;
}
