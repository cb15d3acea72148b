import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { nonZeroRuns } from '../../disk/zeros.ts';
import { clearRange } from '../../io/clear-range.ts';
import { copyPieces, type CopiedRun } from '../../io/copy-pieces.ts';
import type { Writer } from '../../io/reader.ts';
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

/** Smaller holes are not worth a fragment of the file. */
const smallestHole: Bytes = 64 * KiB;

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
  const store = (at: Bytes, bytes: Uint8Array) =>
    keepsSpace ? file.write(at, bytes, signal) : writeSparsely(file, at, bytes, signal);
  await copyPieces(file, runsOf(header, moves, file.size), { store, onCopied, signal });
}

/** Writes bytes so that longer runs of zeros become holes, whatever was there before. */
async function writeSparsely(file: Writer, at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const runs = nonZeroRuns(bytes, smallestHole);
  const stored = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  if (stored < bytes.length) await clearRange(file, { start: at, length: bytes.length }, signal);
  for (const { start, end } of runs) await file.write(at + start, bytes.subarray(start, end), signal);
}

/** Slots that go side by side from neighbours to neighbours are copied as one run, which helps small blocks. */
function* runsOf(header: VdiHeader, moves: readonly SlotMove[], fileSize: Bytes): Generator<CopiedRun, void, void> {
  for (let first = 0; first < moves.length;) {
    const { from, to } = moves[first] ?? { from: 0, to: 0 };
    let count = 1;
    while (moves[first + count]?.from === from + count && moves[first + count]?.to === to + count) count += 1;
    const [start, length] = [slotStart(header, from), count * slotSize(header)];
    // A last slot may be cut where the disk ends; the copy is whole.
    yield { from: start, to: slotStart(header, to), held: Math.max(0, fileSize - start), length };
    first += count;
  }
}
