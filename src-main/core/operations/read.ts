import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Watch } from '../disk/format.ts';
import { requireUnchanged } from '../disk/while-unchanged.ts';
import { openWholeSource, type SourceInput } from './open-source.ts';

export interface ReadInput extends SourceInput {
  /** Where on the disk to begin. Defaults to its start. */
  readonly offset?: Bytes | undefined;
  /** Defaults to all that follows. */
  readonly length?: Bytes | undefined;
}

const pieceSize = 1 * MiB;

/**
 * The logical bytes of a range of a disk, in order, in pieces of at most 1 MiB. A piece is good until the next one is
 * asked for. Throws `disk.outside` when the range is not inside the disk, before anything is read, and `source.changed` at the end.
 */
export async function* read(input: ReadInput, { signal, report }: Watch): AsyncGenerator<Uint8Array> {
  await using image = await openWholeSource(input, signal);
  const { disk } = image;
  const { offset = 0, length = Math.max(0, disk.virtualSize - offset) } = input;
  const end = offset + length;
  if (end > disk.virtualSize) throw new DiskError('disk.outside', { start: offset, end, size: disk.virtualSize });
  const buffer = new Uint8Array(Math.min(pieceSize, length));
  for (let at = offset; at < end;) {
    signal.throwIfAborted();
    const piece = buffer.subarray(0, Math.min(buffer.length, end - at));
    await disk.read(at, piece, signal);
    yield piece;
    at += piece.length;
    report({ phase: 'read', done: at - offset, total: length, unit: 'bytes' });
  }
  await requireUnchanged(image.sources);
}
