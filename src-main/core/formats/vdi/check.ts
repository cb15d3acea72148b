import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';
import { checkHeader } from './check-header.ts';
import { checkMap } from './check-map.ts';

/**
 * Checks the header against the file, and the map against both. No data is read: VDI has no checksums, so that there is
 * nothing to compare it with. Throws `probe.not-this-format`, an abort, and what input throws.
 */
export async function checkVdi(files: ImageFiles, how: CheckOptions): Promise<BlockCount> {
  how.watch.signal.throwIfAborted();
  const header = await checkHeader(files, how);
  return header ? checkMap(files, header, how) : { total: 0, allocated: 0 };
}
