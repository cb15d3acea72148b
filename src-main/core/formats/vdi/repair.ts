import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { isOnlyTheSize, tryHeader } from './check-header.ts';
import { faultsOf } from './judge.ts';
import { repairFields, repairHeaderSize } from './repair-header.ts';
import { growMap } from './repair-growth.ts';
import { repairMap } from './repair-map.ts';

/**
 * Proposes what mends the findings of `checkVdi`. A header that cannot be trusted is mended alone: only the check after that
 * knows what else there is. Throws `probe.not-this-format`, an abort, and what input throws.
 */
export async function* repairVdi(files: ImageFiles, how: RepairOptions): AsyncGenerator<Patch> {
  const { main, name } = files;
  const { codes, limits, watch } = how;
  const header = await tryHeader(files, watch.signal);
  if (header instanceof DiskError) return;

  const faults = [...faultsOf(header, { name, fileSize: main.size, limits })];
  if (faults.length > 0) {
    if (codes.has('vdi.header-size') && isOnlyTheSize(header, faults)) yield* repairHeaderSize(files, header);
    const isOnlyTheMap = faults.length === 1 && faults[0]?.reason === 'vdi.map-too-small';
    if (codes.has('vdi.map-too-small') && isOnlyTheMap) yield* growMap(files, header, watch.signal);
    return;
  }
  yield* repairFields(files, header, how);
  yield* repairMap(files, header, how);
}
