import { DiskError, toDiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Watch } from '../disk/format.ts';
import { openEditableSource, type SourceInput } from './open-source.ts';

export interface WriteInput extends SourceInput {
  /** Where on the disk to begin. */
  readonly offset: Bytes;
  /** What is to be there; a piece may be used again once the next one was asked for. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface WriteResult {
  /** Bytes. */
  readonly written: Bytes;
}

/**
 * Writes logical bytes into an existing image, allocating what is needed; what is written is safe on the medium when this
 * returns. Throws `disk.outside` when the place is not on the disk, and `write.beyond-end` when there is more than fits
 * behind it: then everything up to the end has been written. What was written before another failure is kept, and before a cancel as
 * well, which throws `write.cancelled`.
 */
export async function write(input: WriteInput, { signal, report }: Watch): Promise<WriteResult> {
  await using image = await openEditableSource(input, signal);
  const { disk } = image;
  const { name } = image.folder;
  const { offset, pieces } = input;
  const size = disk.virtualSize;
  if (offset > size) throw new DiskError('disk.outside', { start: offset, end: offset, size });
  let written = 0;
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      const fitting = piece.subarray(0, size - offset - written);
      await disk.write(offset + written, fitting, signal);
      written += fitting.length;
      report({ phase: 'write', done: written, unit: 'bytes' });
      if (fitting.length < piece.length) {
        throw new DiskError('write.beyond-end', { name, size, written });
      }
    }
  } catch (thrown) {
    if (toDiskError(thrown).code !== 'cancelled') throw thrown;
    throw new DiskError('write.cancelled', { name, written }, { cause: thrown });
  } finally {
    // Whatever ended it: what was written so far is worth keeping in order.
    await disk.flush();
  }
  return { written };
}
