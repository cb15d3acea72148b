import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../io/all-of.ts';
import { InFlight } from '../io/in-flight.ts';
import type { ContentNotes } from './content-notes.ts';
import type { Disk } from './disk.ts';
import type { Sink, Watch } from './format.ts';
import { readAhead, storedIn } from './read-ahead.ts';
import { nonZeroRunsIn } from './zeros.ts';

/** The unit in which content is examined when nothing is written. */
const examinedUnit = 64 * KiB;

/** For sinks that are about as fast as disks: windows that are read ahead, and whose writes may be under way at the same time. */
const usualWindows = 4;

/** From a compressed disk: several threads work on what is read, and wait for nothing then. */
const windowsOfCompressed = 6;

export interface CopyOptions {
  /** Of the new image: at least the source's. */
  readonly virtualSize: Bytes;
  /** The bytes of stored data in the source, for progress. */
  readonly expectedBytes: Bytes;
  /** See the source's content on the way. */
  readonly notes?: ContentNotes;
  readonly watch: Watch;
}

/**
 * Copies all content of a disk into a sink and finishes it. Zeros found on the way are left out. Reads run ahead, writes
 * run behind, both bounded, so that memory does not grow with the disk.
 * Returns the bytes that were written as data.
 */
export async function copyInto(sink: Sink, disk: Disk, options: CopyOptions): Promise<Bytes> {
  const { notes, watch, expectedBytes, virtualSize: limit } = options;
  const { signal } = watch;
  const { granularity: unit, windowsInFlight = disk.layer.isCompressed ? windowsOfCompressed : usualWindows } = sink;
  const writes = new InFlight<void>(windowsInFlight);
  let dataBytes = 0;
  let done = 0;
  const report = () => {
    watch.report({ phase: 'copy', done: Math.min(done, expectedBytes), total: expectedBytes, unit: 'bytes' });
  };
  report();
  try {
    for await (const window of readAhead(disk, { unit, limit, ahead: windowsInFlight, signal })) {
      if (writes.isFull) await writes.next();
      const { start, bytes, parts } = window;
      const content = bytes.subarray(0, Math.max(0, disk.virtualSize - start));
      const noted = notes?.add({ start, bytes: content, parts }, signal);
      const runs = nonZeroRunsIn(bytes, parts, unit);
      for (const run of runs) dataBytes += run.end - run.start;
      const written = runs.map((run) => sink.data(start + run.start, bytes.subarray(run.start, run.end), signal));
      // Nobody holds the bytes any more when all of this is over.
      writes.add(allOf([...written, ...(noted ? [noted] : [])]).then(window.release));
      done += storedIn(window);
      report();
    }
    await writes.finish();
    // Of units that are stored in part, only the part was counted.
    done = expectedBytes;
    report();
  } finally {
    await writes.settle();
  }
  await sink.finish(signal);
  return dataBytes;
}

/** Counts the bytes of a disk that lie in 64 KiB units holding anything but zeros: a full pass over its data. */
export async function countNonZero(disk: Disk, expectedBytes: Bytes, { signal, report }: Watch): Promise<Bytes> {
  let found = 0;
  let done = 0;
  for await (const window of readAhead(disk, { unit: examinedUnit, limit: disk.virtualSize, signal })) {
    for (const run of nonZeroRunsIn(window.bytes, window.parts, examinedUnit)) found += run.end - run.start;
    done = Math.min(done + storedIn(window), expectedBytes);
    window.release();
    report({ phase: 'measure', done, total: expectedBytes, unit: 'bytes' });
  }
  return found;
}
