import { isPowerOfTwo } from '#shared/model/bytes.ts';
import { Distrusted, requireSound } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import { readStream, type Stream } from '../stream.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { streamOf } from './attribute.ts';
import { applyFixups } from './fixups.ts';
import { attributeTypes, records, restartArea, restartPage } from './layout.ts';
import type { MasterFileTable } from './master-file-table.ts';
import { attributeOf } from './record.ts';

const structure = '$LogFile';
const nobody = 0xffff;
const cleanFlag = 2;

/**
 * Where $LogFile lies. Throws `Distrusted` unless both of its restart pages say that the volume was dismounted cleanly.
 * Windows sets the dirty flag of a volume for errors only: after a power cut the log alone knows of changes to the map.
 */
export async function requireCleanLog(
  volume: VolumeReader,
  table: MasterFileTable,
  grid: ClusterGrid,
  signal?: AbortSignal,
): Promise<Stream> {
  const record = await table.record(records.logFile, structure, signal);
  const stream = streamOf(attributeOf(record, attributeTypes.data), grid, structure);
  const head = await readStream(volume, stream, { start: 0, length: 16 * 1024 }, signal);
  // mkntfs and ntfs-3g leave an empty log behind: nothing but ones.
  if (head.every((byte) => byte === 0xff)) return stream;

  const { systemPageSize } = restartPage.decode(head);
  requireSound(isPowerOfTwo(systemPageSize) && systemPageSize >= 512 && systemPageSize <= 64 * 1024, structure);
  for (const start of [0, systemPageSize]) {
    const page = await readStream(volume, stream, { start, length: systemPageSize }, signal);
    if (!isClean(page)) throw new Distrusted('journal-replay');
  }
  return stream;
}

function isClean(page: Uint8Array): boolean {
  applyFixups(page, 'RSTR', structure);
  const { areaAt } = restartPage.decode(page);
  requireSound(areaAt >= restartPage.size && areaAt <= page.length, structure);
  const { inUseList, flags } = restartArea.decode(page.subarray(areaAt));
  return inUseList === nobody || (flags & cleanFlag) !== 0;
}
