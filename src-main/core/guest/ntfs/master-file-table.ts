import { Distrusted, requireSound } from '../distrusted.ts';
import { readStream, type Stream } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { streamOf } from './attribute.ts';
import type { NtfsGeometry } from './boot.ts';
import { attributeTypes } from './layout.ts';
import { attributeOf, decodeRecord, type FileRecord } from './record.ts';

/** The table of all files. */
export interface MasterFileTable {
  readonly stream: Stream;
  /** Reads a record by its number. Throws `Distrusted` when it is not sound. */
  record(number: number, structure: string, signal?: AbortSignal): Promise<FileRecord>;
}

const structure = 'master file table';

/** As many records of the table have a second copy. */
const mirrored = 4;

/** Finds the table by its own first record. Throws `Distrusted` when this one, or the mirror of the table, contradicts it. */
export async function openMasterFileTable(
  volume: VolumeReader,
  geometry: NtfsGeometry,
  signal?: AbortSignal,
): Promise<MasterFileTable> {
  const { grid, recordSize, mftCluster, mirrorCluster } = geometry;
  const start = mftCluster * grid.clusterSize;
  const first = await volume.bytes({ start, length: recordSize }, structure, signal);
  const own = decodeRecord(first, structure);
  const stream = streamOf(attributeOf(own, attributeTypes.data), grid, structure);
  requireSound(stream.runs[0]?.first === mftCluster, structure);

  const copied = mirrored * recordSize;
  const head = await readStream(volume, stream, { start: 0, length: copied }, signal);
  const mirror = await volume.bytes({ start: mirrorCluster * grid.clusterSize, length: copied }, structure, signal);
  if (Buffer.compare(head, mirror) !== 0) throw new Distrusted('copies-differ', { structure });

  return {
    stream,
    async record(number, title, stop) {
      requireSound((number + 1) * recordSize <= stream.initializedSize, title);
      const stored = await readStream(volume, stream, { start: number * recordSize, length: recordSize }, stop);
      return decodeRecord(stored, title);
    },
  };
}
