import { KiB, endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { CompactionPlan, CompactOptions, ImageFiles } from '../../disk/format.ts';
import type { Reader, Writer } from '../../io/reader.ts';
import { editRaw } from './edit.ts';

/** Smaller holes save little and fragment the file. */
const unit: Bytes = 64 * KiB;

/** A raw image keeps its length; what can be given back is the room that it takes on the host's disk. */
export function planRawCompaction({ main }: ImageFiles): Promise<CompactionPlan> {
  return Promise.resolve({
    unit,
    canDeclareZero: true,
    orphanedBytes: 0,
    async *allocated(): AsyncGenerator<readonly number[]> {
      let next = 0;
      for (const run of storedRuns(main)) {
        const numbers: number[] = [];
        const end = Math.ceil(endOf(run) / unit);
        for (let number = Math.max(next, Math.floor(run.start / unit)); number < end; number += 1) numbers.push(number);
        next = Math.max(next, end);
        yield numbers;
      }
    },
    sizeAfter: () => Promise.resolve(main.size),
  });
}

/** Makes holes where the units were. Each is complete or was never made: nothing has to be kept in order. */
export async function compactRaw(
  files: ImageFiles<Writer>,
  options: CompactOptions,
): Promise<{ readonly movedBytes: 0 }> {
  const { holes, zeros, watch } = options;
  const { main } = files;
  const layer = await editRaw(files);
  for await (const numbers of (await planRawCompaction(files)).allocated()) {
    watch.signal.throwIfAborted();
    for (const run of runsOf(numbers.filter((number) => holes.has(number) || zeros.has(number)))) {
      await layer.discard({ start: run.start, length: Math.min(run.length, main.size - run.start) }, watch.signal);
      watch.report({ phase: 'compact', done: Math.min(endOf(run), main.size), total: main.size, unit: 'bytes' });
    }
  }
  await layer.flush();
  return { movedBytes: 0 };
}

/** Stored runs of at most 1 GiB, so that a batch of units stays small. */
function* storedRuns(file: Reader): Generator<ByteRange> {
  const most = 16_384 * unit;
  for (let at = 0; at < file.size;) {
    const run = file.nextData ? file.nextData(at) : { start: at, length: file.size - at };
    if (!run) return;
    const end = Math.min(endOf(run), roundUp(run.start + 1, most));
    yield { start: run.start, length: end - run.start };
    at = end;
  }
}

/** Neighbouring units as ranges of the disk. */
function* runsOf(numbers: readonly number[]): Generator<ByteRange> {
  for (let first = 0; first < numbers.length;) {
    const start = numbers[first] ?? 0;
    let count = 1;
    while (numbers[first + count] === start + count) count += 1;
    yield { start: start * unit, length: count * unit };
    first += count;
  }
}
