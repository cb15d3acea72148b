import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { Watch } from '../../disk/format.ts';
import { isZero } from '../../disk/zeros.ts';
import type { Writer } from '../../io/reader.ts';
import { clearRange } from '../../io/clear-range.ts';
import { EntryChanges } from './entry-changes.ts';
import { sectorSize } from './layout.ts';
import { storedGrains, type MovableExtent } from './movable-extent.ts';

/** Publishing takes four flushes; one pair of them for 64 MiB is little beside the copying. */
const batchBytes: Bytes = 128 * MiB;
const pieceBytes: Bytes = 1 * MiB;
const piecesAtOnce = 4;

/** Which grains are moved, and where to. */
export interface GrainMoves {
  /** Whether the grain that begins at a sector is to be moved. */
  readonly leaves: (sector: number) => boolean;
  /** The sector of the next free place, which nothing on the medium refers to. */
  readonly take: () => number;
  /** Called when so many bytes more have been moved. */
  readonly onMoved: (bytes: Bytes) => void;
}

/** Neighbouring grains that stay neighbours, so that they are copied at once. */
interface Run {
  readonly from: Bytes;
  readonly to: Bytes;
  length: Bytes;
}

/**
 * Moves grains to free places of their file, in batches: copied, flushed, and only then named by the entries. A stop between two
 * batches leaves a sound extent. What the moved grains leave stays as it is; nothing is put there by this call. Returns how many
 * bytes were moved.
 */
export async function moveGrains(
  extent: MovableExtent<Writer>,
  { leaves, take, onMoved }: GrainMoves,
  { signal }: Pick<Watch, 'signal'>,
): Promise<Bytes> {
  const { file, grainBytes } = extent;
  const changes = new EntryChanges(extent);
  let runs: Run[] = [];
  let moved: Bytes = 0;

  async function makeMoves(): Promise<void> {
    signal.throwIfAborted();
    const bytes = changes.count * grainBytes;
    await copyRuns(file, runs);
    await changes.publish();
    runs = [];
    moved += bytes;
    onMoved(bytes);
  }

  for await (const { grains, sectors } of storedGrains(extent, signal)) {
    for (const [i, grain] of grains.entries()) {
      const sector = sectors[i] ?? 0;
      if (!leaves(sector)) continue;
      const target = take();
      changes.set(grain, target);
      addTo(runs, { from: sector * sectorSize, to: target * sectorSize }, grainBytes);
      if (changes.isFull || changes.count * grainBytes >= batchBytes) await makeMoves();
    }
  }
  if (changes.count > 0) await makeMoves();
  return moved;
}

/** Notes a grain to copy, in pieces of a bounded size. */
function addTo(runs: Run[], { from, to }: Omit<Run, 'length'>, grainBytes: Bytes): void {
  for (let done = 0; done < grainBytes; done += pieceBytes) {
    const run = { from: from + done, to: to + done, length: Math.min(pieceBytes, grainBytes - done) };
    const last = runs.at(-1);
    const follows = last && last.from + last.length === run.from && last.to + last.length === run.to;
    if (follows && last.length + run.length <= pieceBytes) last.length += run.length;
    else runs.push(run);
  }
}

/** Copies several runs at once, each whole before anybody goes on. */
async function copyRuns(file: Writer, runs: readonly Run[]): Promise<void> {
  const rest = runs.values();
  const largest = runs.reduce((most, { length }) => Math.max(most, length), 0);
  await allOf(
    Array.from({ length: Math.min(piecesAtOnce, runs.length) }, async () => {
      const buffer = new Uint8Array(largest);
      // All of them take from one list.
      for (const run of rest) await copy(file, run, buffer.subarray(0, run.length));
    }),
  );
}

async function copy(file: Writer, { from, to }: Run, bytes: Uint8Array): Promise<void> {
  // The file may end inside its last grain, where the disk ends; a grain that is moved is whole again.
  const inFile = Math.max(0, Math.min(bytes.length, file.size - from));
  await file.read(from, bytes.subarray(0, inFile));
  bytes.fill(0, inFile);
  // Discarded grains keep their entry and are holes of the file: they stay so.
  if (isZero(bytes) && to + bytes.length <= file.size) await clearRange(file, { start: to, length: bytes.length });
  else await file.write(to, bytes);
}
