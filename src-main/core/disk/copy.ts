import { KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { allOf } from '../io/all-of.ts';
import type { ContentNotes } from './content-notes.ts';
import type { Disk } from './disk.ts';
import type { Sink, Watch } from './format.ts';
import { readAhead, type LoadedWindow } from './read-ahead.ts';
import { nonZeroRunsIn } from './zeros.ts';

/** The unit in which content is examined when nothing is written. */
const examinedUnit = 64 * KiB;

/** For sinks that are about as fast as disks: windows that are read ahead, and whose writes may be under way at the same time. */
const usualWindows = 4;

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
  const { watch } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([watch.signal, failed.signal]);
  const copy = new Copy(sink, disk, { ...options, watch: { ...watch, signal } });
  const passes = passesOf(sink, options).map(async (pass) => {
    try {
      await copy.run(pass);
    } catch (thrown) {
      // The other one gives up, with the same reason.
      failed.abort(thrown);
      throw thrown;
    }
  });
  await allOf(passes);
  await sink.finish(watch.signal);
  return copy.dataBytes;
}

/** A part of the disk that is copied by itself, with so many windows ahead and as many being written. */
interface Pass {
  readonly range: ByteRange;
  readonly windows: number;
}

/**
 * Where the order is of no matter, the section that is digested only later is copied while the other one waits for the digest, so that
 * neither the digest nor anything else has to pause.
 */
function passesOf({ takesAnyOrder, windowsInFlight: windows = usualWindows }: Sink, options: CopyOptions): Pass[] {
  const { notes, virtualSize } = options;
  if (!takesAnyOrder || !notes) return [{ range: { start: 0, length: virtualSize }, windows }];
  const few = Math.ceil(windows / 2);
  return notes.sections.map((range) => ({ range, windows: range.digested === 'while-copied' ? windows : few }));
}

/** A copy under way, and how far it is. */
class Copy {
  readonly #sink: Sink;
  readonly #disk: Disk;
  readonly #options: CopyOptions;
  #done = 0;
  dataBytes = 0;

  constructor(sink: Sink, disk: Disk, options: CopyOptions) {
    this.#sink = sink;
    this.#disk = disk;
    this.#options = options;
    this.#progress(0);
  }

  async run({ range, windows }: Pass): Promise<void> {
    const {
      virtualSize: limit,
      watch: { signal },
    } = this.#options;
    const { granularity: unit } = this.#sink;
    const writes: Promise<void>[] = [];
    try {
      for await (const window of readAhead(this.#disk, { unit, limit, range, ahead: windows, signal })) {
        if (writes.length >= windows) await writes.shift();
        const write = this.#write(window).then(window.release);
        write.catch(() => undefined); // it is awaited in turn, or settled below after another failure
        writes.push(write);
        this.#progress(window.bytes.length);
      }
      for (let write = writes.shift(); write; write = writes.shift()) await write;
    } finally {
      await Promise.allSettled(writes);
    }
  }

  /** Settles when nobody holds the bytes any more. */
  async #write({ start, bytes, parts }: LoadedWindow): Promise<void> {
    const {
      notes,
      watch: { signal },
    } = this.#options;
    const content = bytes.subarray(0, Math.max(0, this.#disk.virtualSize - start));
    const noted = notes?.add({ start, bytes: content, parts }, signal);
    const runs = nonZeroRunsIn(bytes, parts, this.#sink.granularity);
    for (const run of runs) this.dataBytes += run.end - run.start;
    const written = runs.map((run) => this.#sink.data(start + run.start, bytes.subarray(run.start, run.end), signal));
    await allOf([...written, ...(noted ? [noted] : [])]);
  }

  #progress(bytes: Bytes): void {
    const { expectedBytes: total, watch } = this.#options;
    this.#done += bytes;
    watch.report({ phase: 'copy', done: Math.min(this.#done, total), total, unit: 'bytes' });
  }
}

/** Counts the bytes of a disk that lie in 64 KiB units holding anything but zeros: a full pass over its data. */
export async function countNonZero(disk: Disk, expectedBytes: Bytes, { signal, report }: Watch): Promise<Bytes> {
  let found = 0;
  let done = 0;
  for await (const window of readAhead(disk, { unit: examinedUnit, limit: disk.virtualSize, signal })) {
    for (const run of nonZeroRunsIn(window.bytes, window.parts, examinedUnit)) found += run.end - run.start;
    done = Math.min(done + window.bytes.length, expectedBytes);
    window.release();
    report({ phase: 'measure', done, total: expectedBytes, unit: 'bytes' });
  }
  return found;
}
