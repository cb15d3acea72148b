import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import { nonZeroRuns } from '../../disk/zeros.ts';
import type { Writer } from '../../io/reader.ts';
import { clearRange } from '../../io/clear-range.ts';
import { imageTypes, type VdiHeader } from './layout.ts';
import { slotSize, slotStart } from './slots.ts';

/** A slot that is copied to another one, which no entry names. */
export interface SlotMove {
  readonly from: number;
  readonly to: number;
}

interface CopyOptions {
  /** Called with the bytes of each piece when it has been copied. */
  readonly onCopied: (bytes: Bytes) => void;
  readonly signal: AbortSignal;
}

/** Pieces in flight, and the most bytes of each: what the copying takes of memory. */
const atOnce = 4;
const largestPiece: Bytes = 1 * MiB;

/** Smaller holes are not worth a fragment of the file. */
const smallestHole: Bytes = 64 * KiB;

interface Piece {
  readonly source: Bytes;
  readonly target: Bytes;
  readonly length: Bytes;
}

/** Copies slots with their extra bytes inside a file, which grows to hold the targets. None of these is a source. No flush. */
export async function copySlots(
  file: Writer,
  header: VdiHeader,
  moves: readonly SlotMove[],
  { onCopied, signal }: CopyOptions,
): Promise<void> {
  const end = moves.reduce((most, { to }) => Math.max(most, slotStart(header, to + 1)), 0);
  if (end > file.size) await file.resize(end);
  const keepsSpace = header.imageType === imageTypes.fixed || !file.punchHole;
  const pieces = piecesOf(header, moves);
  await allOf(Array.from({ length: atOnce }, copyPieces));

  // All of them take from the same generator. When one fails, its loop closes the generator, and the others end as well.
  async function copyPieces(): Promise<void> {
    const buffer = new Uint8Array(largestPiece);
    for (const { source, target, length } of pieces) {
      const bytes = buffer.subarray(0, length);
      // A last slot may be cut where the disk ends; the copy is whole.
      const held = Math.max(0, Math.min(length, file.size - source));
      bytes.fill(0, held);
      await file.read(source, bytes.subarray(0, held), signal);
      if (keepsSpace) await file.write(target, bytes, signal);
      else await writeSparsely(file, target, bytes, signal);
      onCopied(length);
    }
  }
}

/** Writes bytes so that longer runs of zeros become holes, whatever was there before. */
async function writeSparsely(file: Writer, at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const runs = nonZeroRuns(bytes, smallestHole);
  const stored = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  if (stored < bytes.length) await clearRange(file, { start: at, length: bytes.length }, signal);
  for (const { start, end } of runs) await file.write(at + start, bytes.subarray(start, end), signal);
}

/** Slots that go side by side from neighbours to neighbours are copied as one run, which helps small blocks. */
function* piecesOf(header: VdiHeader, moves: readonly SlotMove[]): Generator<Piece, void, void> {
  const size = slotSize(header);
  for (let first = 0; first < moves.length;) {
    const { from, to } = moves[first] ?? { from: 0, to: 0 };
    let count = 1;
    while (moves[first + count]?.from === from + count && moves[first + count]?.to === to + count) count += 1;
    for (let done = 0; done < count * size; done += largestPiece) {
      const length = Math.min(largestPiece, count * size - done);
      yield { source: slotStart(header, from) + done, target: slotStart(header, to) + done, length };
    }
    first += count;
  }
}
