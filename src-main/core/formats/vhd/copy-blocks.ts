import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import { isZero } from '../../disk/zeros.ts';
import { clearRange } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';

/** A block that is copied, bitmap and data, to a place that nothing names. */
export interface BlockCopy {
  readonly from: Bytes;
  readonly to: Bytes;
  /** What there is of it. The rest of the copy is zeros. */
  readonly held: Bytes;
  readonly length: Bytes;
}

interface CopyOptions {
  /** Called with the bytes of each piece when it has been copied. */
  readonly onCopied: (bytes: Bytes) => void;
  readonly signal: AbortSignal;
}

/** Pieces in flight, and the most bytes of each: what the copying takes of memory. */
const atOnce = 4;
const largestPiece: Bytes = 1 * MiB;

/** Copies blocks inside a file, which holds the targets already. None of these is a source. No flush. */
export async function copyBlocks(
  file: Writer,
  copies: readonly BlockCopy[],
  { onCopied, signal }: CopyOptions,
): Promise<void> {
  const pieces = piecesOf(copies);
  await allOf(Array.from({ length: atOnce }, copyPieces));

  // All of them take from the same generator. When one fails, its loop closes the generator, and the others end as well.
  async function copyPieces(): Promise<void> {
    const buffer = new Uint8Array(largestPiece);
    for (const { from, to, held, length } of pieces) {
      const bytes = buffer.subarray(0, length).fill(0, held);
      await file.read(from, bytes.subarray(0, held), signal);
      if (isZero(bytes)) await clearRange(file, { start: to, length }, signal);
      else await file.write(to, bytes, signal);
      onCopied(length);
    }
  }
}

function* piecesOf(copies: readonly BlockCopy[]): Generator<BlockCopy, void, void> {
  for (const { from, to, held, length } of copies) {
    for (let done = 0; done < length; done += largestPiece) {
      const piece = Math.min(largestPiece, length - done);
      yield { from: from + done, to: to + done, held: Math.max(0, Math.min(piece, held - done)), length: piece };
    }
  }
}
