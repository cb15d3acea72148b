import { Distrusted } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import { readStream, type Stream } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { streamOf } from './attribute.ts';
import { attributeTypes } from './layout.ts';
import type { MasterFileTable } from './master-file-table.ts';
import { attributeOf } from './record.ts';
import { findInRoot } from './root-directory.ts';

/** The file to which Windows saves its memory, in the root directory of the volume it starts from. */
const memoryFile = 'hiberfil.sys';

/** What it begins with when nothing waits in it: never used, or taken back since. */
const atRest = ['\0\0\0\0', 'wake'];

/** A shorter one holds no memory. Windows leaves it on volumes that it did not start from, to say that it still uses them. */
const smallestMemory = 4096;

/**
 * Where the root directory lies. Throws `Distrusted` when Windows is hibernated: it would go on with a map of its own, which
 * is in that file and not on the volume. A shutdown with fast startup is such a hibernation.
 */
export async function requireAwake(
  volume: VolumeReader,
  table: MasterFileTable,
  grid: ClusterGrid,
  signal?: AbortSignal,
): Promise<Stream | undefined> {
  const { stream, records } = await findInRoot(volume, table, grid, memoryFile, signal);
  for (const number of records) {
    const head = await headOf(volume, table, grid, number, signal);
    if (!atRest.includes(head.toLowerCase())) throw new Distrusted('hibernated');
  }
  return stream;
}

/** Its first four characters; none when it is too short to have a meaning. */
async function headOf(
  volume: VolumeReader,
  table: MasterFileTable,
  grid: ClusterGrid,
  number: number,
  signal?: AbortSignal,
): Promise<string> {
  const data = attributeOf(await table.record(number, memoryFile, signal), attributeTypes.data);
  if (data.isResident) return '';
  const stream = streamOf(data, grid, memoryFile);
  if (stream.size < smallestMemory) return '';
  if (stream.initializedSize < 4) return '\0\0\0\0';
  return String.fromCharCode(...(await readStream(volume, stream, { start: 0, length: 4 }, signal)));
}
