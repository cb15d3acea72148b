import { endOf } from '#shared/model/bytes.ts';
import type { Extent, StoredRange } from '#shared/model/extent.ts';
import type { Reader } from '../io/reader.ts';
import { ExtentList } from './extent-list.ts';

/**
 * Splits stored runs where the host's file system has holes: those bytes are zero and need not be read. Works for every
 * format alike, since a fixed or half-filled image is often a sparse file. Neighbours are merged on the way.
 */
export async function* splitAtHoles(
  batches: AsyncIterable<readonly Extent[]>,
  files: readonly Reader[],
): AsyncGenerator<readonly Extent[]> {
  const list = new ExtentList();
  for await (const batch of batches) {
    for (const extent of batch) {
      const opening = extent.stored && files[extent.stored.file]?.ready?.();
      if (opening) await opening;
      if (extent.stored) addStored(list, extent, extent.stored, files);
      else list.run(extent.kind, extent.start, extent.length);
    }
    if (list.isFull) yield list.take();
  }
  yield list.finish();
}

function addStored(list: ExtentList, extent: Extent, stored: StoredRange, files: readonly Reader[]): void {
  const reader = files[stored.file];
  const end = endOf(stored);
  const toDisk = extent.start - stored.start;
  let at = stored.start;
  while (at < end) {
    const run = reader?.nextData ? reader.nextData(at) : stored;
    const dataStart = run ? Math.min(Math.max(run.start, at), end) : end;
    const dataEnd = run ? Math.min(endOf(run), end) : end;
    if (dataStart > at) list.run('zero', at + toDisk, dataStart - at);
    if (dataEnd > dataStart) list.stored(dataStart + toDisk, dataEnd - dataStart, stored.file, dataStart);
    at = Math.max(dataStart, dataEnd);
  }
}
