import { DiskError } from '#shared/errors.ts';
import { endOf } from '#shared/model/bytes.ts';
import { valueOf, type Descriptor, type ExtentLine } from './descriptor.ts';
import { linesByFile } from './lines-by-file.ts';

/** Throws `vmdk.edit-change-tracking` for a disk whose changes somebody keeps account of. */
export function refuseTracked(descriptor: Descriptor, name: string): void {
  if (valueOf(descriptor, 'changeTrackPath')) throw new DiskError('vmdk.edit-change-tracking', { name });
}

/**
 * Throws `vmdk.edit-shared-file` when two extents lie upon each other in one file. Names that differ in case only may mean
 * one file, so they count as the same.
 * @param name the descriptor, for messages
 */
export function refuseSharedFiles(lines: readonly ExtentLine[], name: string): void {
  const byFile = linesByFile(
    lines.filter(({ access, fileName }) => access !== 'NOACCESS' && fileName !== undefined),
    ({ fileName = '' }) => fileName.toLowerCase(),
  );
  for (const sharers of byFile.values()) {
    const inOrder = sharers.map(rangeInFile).sort((a, b) => a.start - b.start);
    const clash = inOrder.findIndex((range, i) => i > 0 && range.start < endOf(inOrder[i - 1] ?? range));
    if (clash >= 0) throw new DiskError('vmdk.edit-shared-file', { name, extent: sharers[0]?.fileName ?? '' });
  }
}

/** The sectors of its file that an extent may touch: all of them when it is sparse. */
function rangeInFile({ type, offset, sectors }: ExtentLine): { start: number; length: number } {
  const isFlat = type === 'FLAT' || type === 'VMFS';
  return isFlat ? { start: offset, length: sectors } : { start: 0, length: Infinity };
}
