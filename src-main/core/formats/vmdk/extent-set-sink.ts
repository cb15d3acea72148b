import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Sink } from '../../disk/format.ts';
import { allOf } from '../../io/all-of.ts';

/** A piece of the disk and the file that is to hold it. */
export interface ExtentFile extends ByteRange {
  readonly name: string;
}

/** How the files of a set are written. */
export interface ExtentSetWriter {
  readonly granularity: Bytes;
  /** Creates the file of an extent; offsets of its sink count from the start of the extent. */
  readonly open: (file: ExtentFile) => Promise<Sink>;
  /** Writes what makes the files a disk. */
  readonly describe: (signal?: AbortSignal) => Promise<void>;
}

interface CurrentExtent {
  readonly number: number;
  readonly sink: Promise<Sink>;
  /** Settles when everything handed to the sink is written. */
  soFar: Promise<void>;
}

/**
 * Writes extents one after another: data moves forward only, so an extent is finished, and its tables leave the memory,
 * before the next one is opened. Extents without data are made as well. The descriptor comes last.
 */
export class ExtentSetSink implements Sink {
  readonly granularity: Bytes;
  readonly #files: readonly ExtentFile[];
  readonly #writer: ExtentSetWriter;
  #current: CurrentExtent;

  /** Opens the first extent. The files cover the disk in order, without gaps, and there is at least one. */
  static async start(files: readonly ExtentFile[], writer: ExtentSetWriter): Promise<ExtentSetSink> {
    const [first] = files;
    if (!first) throw new RangeError('A disk has at least one extent');
    return new ExtentSetSink(files, writer, await writer.open(first));
  }

  private constructor(files: readonly ExtentFile[], writer: ExtentSetWriter, first: Sink) {
    this.granularity = writer.granularity;
    this.#files = files;
    this.#writer = writer;
    this.#current = { number: 0, sink: Promise.resolve(first), soFar: Promise.resolve() };
  }

  /** Splits what crosses a border. Each part's turn is taken at once, in the order of the calls. */
  data(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const writes: Promise<void>[] = [];
    for (let done = 0; done < bytes.length;) {
      const { extent, file } = this.#reach(at + done, signal);
      const part = bytes.subarray(done, Math.min(bytes.length, endOf(file) - at));
      const place = at + done - file.start;
      const write = extent.sink.then((sink) => sink.data(place, part, signal));
      extent.soFar = unheard(allOf([extent.soFar, write]));
      writes.push(write);
      done += part.length;
    }
    return allOf(writes);
  }

  async finish(signal?: AbortSignal): Promise<void> {
    const end = this.#files.at(-1);
    const { extent } = this.#reach(end ? endOf(end) - 1 : 0, signal);
    await close(extent, signal);
    await this.#writer.describe(signal);
  }

  /** The extent of an offset that is not behind those before; the ones up to there are finished in their turn. */
  #reach(at: Bytes, signal?: AbortSignal): { extent: CurrentExtent; file: ExtentFile } {
    for (;;) {
      const file = this.#files[this.#current.number];
      if (!file) throw new RangeError(`Offset ${at} is behind the end of the disk`);
      if (at < endOf(file)) return { extent: this.#current, file };
      this.#current = this.#next(this.#current, signal);
    }
  }

  #next(before: CurrentExtent, signal?: AbortSignal): CurrentExtent {
    const number = before.number + 1;
    const open = async () => {
      await close(before, signal);
      const file = this.#files[number];
      if (!file) throw new RangeError(`There is no extent ${number}`);
      return this.#writer.open(file);
    };
    return { number, sink: unheard(open()), soFar: Promise.resolve() };
  }
}

async function close({ sink, soFar }: CurrentExtent, signal?: AbortSignal): Promise<void> {
  await soFar;
  signal?.throwIfAborted();
  await (await sink).finish(signal);
}

/** A promise whose failure is not lost, though nobody may look at it: whoever waits for it later gets it. */
function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
