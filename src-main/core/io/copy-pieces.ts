import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from './all-of.ts';
import type { Reader } from './reader.ts';

/** A run of a file that is copied to another place in it. */
export interface CopiedRun {
  readonly from: Bytes;
  readonly to: Bytes;
  /** What there is of it. The rest of the copy is zeros. */
  readonly held: Bytes;
  readonly length: Bytes;
}

interface CopyOptions {
  /** Puts bytes into their new place. They are another piece's once it is over. */
  readonly store: (at: Bytes, bytes: Uint8Array) => Promise<void>;
  /** Called with the bytes of each piece when it has been copied. */
  readonly onCopied: (bytes: Bytes) => void;
  readonly signal: AbortSignal;
}

/** Pieces in flight, and the most bytes of each: what the copying takes of memory. */
const atOnce = 4;
const largestPiece: Bytes = 1 * MiB;

/** Copies runs inside a file, piece by piece. No place that is stored into may be part of a run. No flush. */
export async function copyPieces(
  file: Reader,
  runs: Iterable<CopiedRun>,
  { store, onCopied, signal }: CopyOptions,
): Promise<void> {
  const pieces = piecesOf(runs);
  await allOf(Array.from({ length: atOnce }, copy));

  // All of them take from the same generator. When one fails, its loop closes the generator, and the others end as well.
  async function copy(): Promise<void> {
    const buffer = new Uint8Array(largestPiece);
    for (const { from, to, held, length } of pieces) {
      const bytes = buffer.subarray(0, length).fill(0, held);
      // What lies behind the end of the file cannot even be read as nothing.
      if (held > 0) await file.read(from, bytes.subarray(0, held), signal);
      await store(to, bytes);
      onCopied(length);
    }
  }
}

function* piecesOf(runs: Iterable<CopiedRun>): Generator<CopiedRun, void, void> {
  for (const { from, to, held, length } of runs) {
    for (let done = 0; done < length; done += largestPiece) {
      const piece = Math.min(largestPiece, length - done);
      yield { from: from + done, to: to + done, held: Math.max(0, Math.min(piece, held - done)), length: piece };
    }
  }
}
