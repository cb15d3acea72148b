import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { DiskError, type ErrorReason } from '#shared/errors.ts';
import { endOf, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { asDiskError, isFlushUnsupported } from './file-errors.ts';
import { allocatedIn, isSameState, stateOf, type FileState } from './file-state.ts';
import { createRegular, openRegular, type OpenedFile } from './open-regular.ts';
import { preallocate } from './preallocate.ts';
import type { FileIdentity, WatchedFile, Writer } from './reader.ts';
import { allowHoles, nextDataRun, punchHole } from './sparse.ts';
import { Transfers } from './transfer.ts';
import { untilThereIsSpace, type WhenFull } from './when-full.ts';

export interface FileOptions {
  /** The path that errors name, when the real one would mean nothing to a reader: the target of a temporary file. */
  readonly shownAs?: string;
  /** For large new files: the system begins to write to the medium while more is written here, so that a flush at the end is short. */
  readonly writesEarly?: boolean;
  /** The file is never marked as one that may have holes, where a system has such a mark. */
  readonly isNeverSparse?: boolean | undefined;
  /** What to do when there is no space for what is written. Absent: it throws `target.disk-full`. */
  readonly whenFull?: WhenFull | undefined;
  /** For files that are changed in place, of which nothing is taken back: they throw `image.disk-full` where others throw `target.disk-full`, and their like. */
  readonly isChangedInPlace?: boolean;
}

/** What is told otherwise of a file that is changed in place: nothing of it has been removed. */
const inPlace: Partial<Record<ErrorReason, ErrorReason>> = {
  'target.disk-full': 'image.disk-full',
  'target.file-too-large': 'image.file-too-large',
};

/** What goes for every file that existed before and is written to. */
export const changedInPlace: FileOptions = { isChangedInPlace: true };

/**
 * After so much was written, the medium gets it. Elsewhere than on Linux that makes a caller wait for the medium, or does
 * more than it has to.
 */
const earlyWrites: Bytes | undefined = process.platform === 'linux' ? 16 * MiB : undefined;

/** Systems refuse or cut transfers of 2 GiB and more. */
const largestTransfer = 2 ** 30;

/**
 * Linux keeps what is written at once in pages as large as that, up to 2 MiB where the file system allows it. A host that takes back free memory of
 * its guests takes blocks of just that size (docs/performance.md), and a page of one is only then got from the host again: smaller
 * ones are made of memory that is still there.
 */
const largestWrite = 1 * MiB;

/** Opens an existing regular file for reading. Throws `file.missing`, `file.denied`, `file.not-regular` and their like. */
export async function openForReading(path: string): Promise<NodeFile> {
  return new NodeFile(await openRegular(path, constants.O_RDONLY));
}

/**
 * Opens an existing regular file for reading and writing; it is neither created nor cut. Without space it throws `image.disk-full`,
 * and beyond what its file system takes `image.file-too-large`.
 */
export async function openForWriting(path: string): Promise<NodeFile> {
  return new NodeFile(await openRegular(path, constants.O_RDWR), changedInPlace);
}

/** Creates a file for reading and writing. Throws `target.exists` when the name is taken, by a dangling link too. */
export async function createExclusively(path: string, options: FileOptions = {}): Promise<NodeFile> {
  const create = () => createRegular(path, options.shownAs ?? path);
  const created = await untilThereIsSpace(create, options.whenFull);
  if (options.isNeverSparse !== true) allowHoles(created.handle.fd);
  return new NodeFile(created, options);
}

/** A file on disk. All transfers are positional, so that they may overlap in time; `size` follows what is written here. */
export class NodeFile implements Writer, WatchedFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #handle: FileHandle;
  readonly #transfers: Transfers;
  readonly #shownAs: string;
  readonly #isChangedInPlace: boolean;
  readonly #opened: FileState;
  readonly #earlyAfter: Bytes;
  readonly #whenFull: WhenFull | undefined;
  /** What was written since the medium was last told to get it. */
  #unsent: Bytes = 0;
  #isSending = false;
  #canFlush = true;
  #size: Bytes;
  #failedFlush: DiskError | undefined;
  /** Counts when changes begin and when they end: a flush that began in between promises nothing of them. */
  #changes = 0;
  /** The count when the last flush began that went well. The first one is made in any case: others may have written before. */
  #flushed = -1;
  /** The last answer of nextData: between `from` and the end of `run` it needs no system call. */
  #known: { readonly from: Bytes; readonly run: ByteRange | undefined } | undefined;

  constructor({ handle, path, stats }: OpenedFile, options: FileOptions = {}) {
    this.path = path;
    this.identity = { device: stats.dev, inode: stats.ino };
    this.#handle = handle;
    this.#transfers = new Transfers(handle);
    this.#shownAs = options.shownAs ?? path;
    this.#isChangedInPlace = options.isChangedInPlace === true;
    this.#whenFull = options.whenFull;
    this.#opened = stateOf(stats);
    this.#earlyAfter = (options.writesEarly ? earlyWrites : undefined) ?? Infinity;
    this.#size = Number(stats.size);
  }

  get size(): Bytes {
    return this.#size;
  }

  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const end = at + target.length;
    if (!(at >= 0 && end <= this.#size)) throw this.#tooShort(at, end);
    for (let done = 0; done < target.length;) {
      signal?.throwIfAborted();
      const length = Math.min(largestTransfer, target.length - done);
      const bytesRead = await this.#attempt(() =>
        this.#transfers.read(at + done, { bytes: target, start: done, length }),
      );
      if (bytesRead === 0) throw this.#tooShort(at, end);
      done += bytesRead;
    }
  }

  /**
   * Where the system or the file system cannot tell holes, all the rest counts as stored. Whoever never asks does not wait for the library
   * that is asked.
   */
  nextData(from: Bytes): ByteRange | undefined {
    let known = this.#known;
    if (!known || from < known.from || (known.run && from >= endOf(known.run))) {
      known = { from, run: nextDataRun(this.#handle.fd, from, this.#size) };
      this.#known = known;
    }
    const { run } = known;
    if (!run || from <= run.start) return run;
    return { start: from, length: endOf(run) - from };
  }

  async write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    // Node takes a negative position as "where the last transfer ended".
    if (!(Number.isSafeInteger(at) && at >= 0)) throw new RangeError(`Nothing can be written at ${String(at)}`);
    this.#changes += 1;
    try {
      for (let done = 0; done < bytes.length;) {
        signal?.throwIfAborted();
        const length = Math.min(largestWrite, bytes.length - done);
        const written = await this.#take(() => this.#transfers.write(at + done, { bytes, start: done, length }));
        done += written;
        this.#changed(Math.max(this.#size, at + done));
        this.#unsent += written;
      }
    } finally {
      this.#changes += 1;
    }
    if (this.#unsent >= this.#earlyAfter && !this.#isSending) void this.#sendEarly();
  }

  async resize(size: Bytes): Promise<void> {
    await this.#change(() => this.#handle.truncate(size));
    this.#changed(size);
  }

  /** Does nothing when nothing was changed here since the last flush that went well. */
  async flush(): Promise<void> {
    // After a failed flush Linux forgets what it could not write, and the next one would claim success for lost data.
    if (this.#failedFlush !== undefined) throw this.#failedFlush;
    const upTo = this.#changes;
    // Even with nothing to do, a system may make its caller wait for what others have written.
    if (this.#flushed === upTo) return;
    try {
      await this.#handle.sync();
      this.#flushed = upTo;
    } catch (thrown) {
      if (isFlushUnsupported(thrown)) {
        this.#canFlush = false;
        return;
      }
      this.#failedFlush = this.#refusal(thrown);
      throw this.#failedFlush;
    }
  }

  /** False once the file system said that it cannot flush: nobody knows what would survive a power cut. */
  get canFlush(): boolean {
    return this.#canFlush;
  }

  /** Makes a range read as zeros, giving its space back where the system can. The size stays. */
  async punchHole(range: ByteRange): Promise<'punched' | 'zeroed'> {
    const done = await this.#change(() => punchHole(this.#handle, range));
    this.#changed(this.#size);
    return done;
  }

  /** Makes the file at least `size` bytes long and takes the space for it where the system can. Throws `target.disk-full` or `image.disk-full`. */
  async preallocate(size: Bytes): Promise<'reserved' | 'extended'> {
    const done = await this.#change(async () => {
      const outcome = await preallocate(this.#handle, size);
      if (outcome === 'full') throw this.#refusal(new DiskError('target.disk-full', { path: this.#shownAs }));
      return outcome;
    });
    this.#changed(Math.max(this.#size, size));
    return done;
  }

  /** What the file takes on its disk, holes not counted; its size where the system does not say. */
  async allocatedSize(): Promise<Bytes> {
    const stats = await this.#attempt(() => this.#handle.stat({ bigint: true }));
    return allocatedIn(stats, this.#size);
  }

  /** Puts a question to the system about this opening. Whoever asks must neither close the descriptor nor keep it. */
  ask<T>(question: (fd: number) => T): T {
    return question(this.#handle.fd);
  }

  /** Says nothing of a file that is written here. One that lost its name counts as changed, although it can still be read. */
  async isAsOpened(): Promise<boolean> {
    return isSameState(this.#opened, stateOf(await this.#attempt(() => this.#handle.stat({ bigint: true }))));
  }

  /** Waits for transfers under way, then closes. May be called again. */
  async close(): Promise<void> {
    await this.#attempt(() => this.#transfers.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What goes wrong here, the next flush tells. */
  async #sendEarly(): Promise<void> {
    this.#isSending = true;
    try {
      // Again for what was written meanwhile, so that the medium goes on after the last write while others look at the file.
      while (this.#unsent >= this.#earlyAfter) {
        this.#unsent = 0;
        await this.#handle.datasync();
      }
    } catch (thrown) {
      if (!isFlushUnsupported(thrown)) this.#failedFlush ??= this.#refusal(thrown);
    } finally {
      this.#isSending = false;
    }
  }

  #changed(size: Bytes): void {
    this.#size = size;
    this.#known = undefined;
  }

  #tooShort(start: Bytes, end: Bytes): DiskError {
    return new DiskError('file.short-read', { name: this.#shownAs, size: this.#size, start, end });
  }

  async #change<T>(transfer: () => Promise<T>): Promise<T> {
    this.#changes += 1;
    try {
      return await this.#take(transfer);
    } finally {
      this.#changes += 1;
    }
  }

  /** For what takes space: where somebody waits for that, it is tried again. What a flush could not write is lost. */
  #take<T>(transfer: () => Promise<T>): Promise<T> {
    return untilThereIsSpace(() => this.#attempt(transfer), this.#whenFull);
  }

  async #attempt<T>(transfer: () => Promise<T>): Promise<T> {
    try {
      return await transfer();
    } catch (thrown) {
      throw this.#refusal(thrown);
    }
  }

  /** What went wrong, in words; what some of it means depends on whether an image is new. */
  #refusal(thrown: unknown): DiskError {
    const error = asDiskError(thrown, this.#shownAs);
    const reason = this.#isChangedInPlace ? inPlace[error.reason] : undefined;
    return reason === undefined ? error : new DiskError(reason, error.facts, { cause: error.cause });
  }
}
