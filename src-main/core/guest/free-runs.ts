import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { GuestPartition } from '#shared/model/guest.ts';
import { DiskError } from '#shared/errors.ts';
import { believing, Distrusted, isDistrust } from './distrusted.ts';
import type { GuestDisk } from './guest.ts';
import { freeRanges, measure } from './measure.ts';
import { recognise } from './recognise.ts';

/**
 * The free ranges of a partition that `inspectGuest` found to be trusted, in bytes of the disk: ascending, merged, in batches,
 * inside the partition. None for a distrusted one.
 *
 * Nothing is given out before the whole volume has been verified once more: the image may have been opened anew since, and a
 * range that was given out cannot be taken back. Throws `file.in-use` when the map changes even while it is read.
 */
export async function* freeRuns(
  disk: GuestDisk,
  partition: GuestPartition,
  signal?: AbortSignal,
): AsyncGenerator<readonly ByteRange[]> {
  const { range, distrust } = partition;
  if (distrust || endOf(range) > disk.virtualSize) return;
  const volume = await believing(async () => (await recognise(disk, partition, signal)).open(signal));
  if (isDistrust(volume)) return;
  if (isDistrust(await believing(() => measure(volume, range.length, signal)))) return;
  try {
    yield* freeRanges(volume, range.start, signal);
  } catch (thrown) {
    if (thrown instanceof Distrusted) throw new DiskError('file.in-use', { path: 'The image' }, { cause: thrown });
    throw thrown;
  }
}
