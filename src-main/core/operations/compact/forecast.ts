import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactResult, FileSizes } from '#shared/model/compact.ts';
import type { Watch } from '../../disk/format.ts';
import { fileSizesOf } from '../file-sizes.ts';
import { openSource, type SourceInput } from '../open-source.ts';
import type { GuestSpace } from './guest-space.ts';
import type { SpareUnits } from './spare-units.ts';

/** Everything a compaction knows before it writes. */
export interface Forecast {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  readonly before: FileSizes;
  readonly spare: SpareUnits;
  /** Bytes of blocks that the guest had discarded and whose space is still in the files. */
  readonly discardedBytes: Bytes;
  readonly orphanedBytes: Bytes;
  readonly guest: GuestSpace;
  /** The length of all files afterwards. */
  readonly fileSizeAfter: Bytes;
}

/** The sizes of all files of an image as it is on the disk now. */
export async function sizesAfter(input: SourceInput, { signal }: Watch): Promise<FileSizes> {
  await using image = await openSource(input, signal);
  return await fileSizesOf(image.disk.layer);
}

/** True when the files would not become smaller. */
export function isInVain({ spare, before, fileSizeAfter }: Forecast): boolean {
  return spare.holes.count + spare.zeros.count === 0 && fileSizeAfter >= before.fileSize;
}

/** The sizes afterwards as they are to be expected. */
export function expectedSizes({ before, spare, fileSizeAfter }: Forecast): FileSizes {
  const dropped = spare.zeroBytes + spare.sameAsParentBytes + spare.guestFreeBytes;
  const keepsLength = fileSizeAfter === before.fileSize;
  const allocated = keepsLength ? Math.max(0, before.allocatedSize - dropped) : fileSizeAfter;
  return { fileSize: fileSizeAfter, allocatedSize: Math.min(before.allocatedSize, allocated) };
}

/** What a compaction tells. */
export function resultOf(
  { path, format, variant, before, spare, discardedBytes, orphanedBytes, guest }: Forecast,
  rest: Pick<CompactResult, 'after' | 'output' | 'isPreview' | 'movedBytes'> & { readonly startedAt: number },
): CompactResult {
  const { startedAt, after, ...others } = rest;
  const { zeroBytes, sameAsParentBytes, guestFreeBytes } = spare;
  const shorter = before.fileSize - after.fileSize;
  return {
    path,
    format,
    variant,
    before,
    after,
    reclaimed: Math.max(0, shorter > 0 ? shorter : before.allocatedSize - after.allocatedSize),
    zeroBytes,
    sameAsParentBytes,
    discardedBytes,
    orphanedBytes,
    guestFreeBytes,
    partitions: guest.partitions,
    ...others,
    durationMs: Math.round(performance.now() - startedAt),
  };
}
