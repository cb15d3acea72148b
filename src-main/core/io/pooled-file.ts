import { constants, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DiskError, toDiskError } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { asDiskError, isMissing } from './file-errors.ts';
import { allocatedIn, isSameState, stateOf, type FileState } from './file-state.ts';
import type { HandlePool, Reopenable } from './handle-pool.ts';
import { changedInPlace, NodeFile, openForReading, openForWriting, type FileOptions } from './node-file.ts';
import { openRegular } from './open-regular.ts';
import type { FileIdentity, Reader, WatchedFile, Writer } from './reader.ts';

/** What a pooled file is, whether it is open or not. */
interface Known {
  readonly path: string;
  readonly identity: FileIdentity;
  /** Of a file that must keep its size. */
  readonly size?: Bytes;
}

/** One of many files on disk, open only while it is used or was used lately. */
export class PooledReader implements Reader, Reopenable, WatchedFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly size: Bytes;
  readonly #opened: FileState;
  readonly #allocated: Bytes;
  readonly #pool: HandlePool;

  /** Stands for a file that somebody looked at a moment ago. Throws `file.not-regular`. */
  constructor(path: string, stats: BigIntStats, pool: HandlePool) {
    if (!stats.isFile()) throw new DiskError('file.not-regular', { path });
    this.path = path;
    this.#opened = stateOf(stats);
    this.identity = { device: stats.dev, inode: stats.ino };
    this.size = Number(stats.size);
    this.#allocated = allocatedIn(stats);
    this.#pool = pool;
  }

  read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#pool.use(this, (file) => file.read(at, target, signal));
  }

  /** Does something with the file while it is open. What is done must use no other file of the pool. */
  use<T>(action: (open: NodeFile) => Promise<T>): Promise<T> {
    return this.#pool.use(this, action);
  }

  /** Knows holes only while the file is open; otherwise everything counts as stored. */
  nextData(from: Bytes): ByteRange | undefined {
    return nextDataOf(this.#pool.peek(this), from, this.size);
  }

  /** Opens the file, unless it is open: then there is nothing to wait for. */
  ready(): Promise<void> | undefined {
    return this.#pool.peek(this) ? undefined : this.#pool.use(this, () => Promise.resolve());
  }

  /** As it was when the file was looked at: a split disk has thousands of files to ask. */
  allocatedSize(): Promise<Bytes> {
    return Promise.resolve(this.#allocated);
  }

  /** By its name, since it may be closed at the moment. */
  async isAsOpened(): Promise<boolean> {
    try {
      return isSameState(this.#opened, stateOf(await stat(this.path, { bigint: true })));
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw asDiskError(thrown, this.path);
    }
  }

  async reopen(): Promise<NodeFile> {
    // The size was what tables and lines were checked against.
    return requireSame(await openForReading(this.path), this);
  }

  beforeClosing(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#pool.close(this);
  }
}

/** A new file among many: closed and opened again as the pool needs it, and never closed with something unflushed. */
export class PooledWriter implements Writer, Reopenable {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #pool: HandlePool;
  readonly #options: FileOptions;
  #size: Bytes;
  /** Changes that began or ended so far, and how many of those are surely on the medium. */
  #changes = 1;
  #flushed = 0;
  #isClosed = false;
  #failure: DiskError | undefined;
  #canFlush = true;

  /** Stands for a file that was just created, with these options. */
  constructor({ path, identity, size }: NodeFile, pool: HandlePool, options: FileOptions) {
    this.path = path;
    this.identity = identity;
    this.#size = size;
    this.#pool = pool;
    this.#options = options;
  }

  /** Opens an existing file, in which nothing is changed yet. Throws what opening throws, `file.denied` among it. */
  static async open(path: string, pool: HandlePool): Promise<PooledWriter> {
    const file = await openForWriting(path);
    const writer = new PooledWriter(file, pool, changedInPlace);
    writer.#flushed = writer.#changes;
    await writer.enter(file);
    return writer;
  }

  /** Gives the open file into the care of the pool, which may close another one for it. */
  async enter(file: NodeFile): Promise<void> {
    await this.#pool.adopt(this, file);
  }

  get size(): Bytes {
    return this.#pool.peek(this)?.size ?? this.#size;
  }

  read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#pool.use(this, (file) => file.read(at, target, signal));
  }

  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#change((file) => file.write(at, bytes, signal));
  }

  resize(size: Bytes): Promise<void> {
    return this.#change((file) => file.resize(size));
  }

  preallocate(size: Bytes): Promise<'reserved' | 'extended'> {
    return this.#change((file) => file.preallocate(size));
  }

  punchHole(range: ByteRange): Promise<'punched' | 'zeroed'> {
    return this.#change((file) => file.punchHole(range));
  }

  nextData(from: Bytes): ByteRange | undefined {
    return nextDataOf(this.#pool.peek(this), from, this.size);
  }

  ready(): Promise<void> | undefined {
    return this.#pool.peek(this) ? undefined : this.#pool.use(this, () => Promise.resolve());
  }

  /** Does nothing when nothing was changed since the last time: thousands of files are flushed before they get their names. */
  async flush(): Promise<void> {
    if (this.#flushed === this.#changes) return;
    await this.#pool.use(this, (file) => this.#flush(file));
  }

  get canFlush(): boolean {
    return this.#canFlush;
  }

  async allocatedSize(): Promise<Bytes> {
    try {
      return allocatedIn(await stat(this.path, { bigint: true }));
    } catch (thrown) {
      throw asDiskError(thrown, this.path);
    }
  }

  async reopen(): Promise<NodeFile> {
    if (this.#isClosed) throw new Error(`${this.path} is closed for good`);
    const opened = await openRegular(this.path, constants.O_RDWR);
    const { path, identity } = this;
    return requireSame(new NodeFile(opened, this.#options), { path, identity });
  }

  /** A program that closes a file may never hear of what failed to reach the medium later. */
  async beforeClosing(file: NodeFile): Promise<void> {
    this.#size = file.size;
    if (this.#flushed !== this.#changes) await this.#flush(file);
  }

  /** Closes for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#size = this.size;
    await this.#pool.close(this);
  }

  #change<T>(action: (file: NodeFile) => Promise<T>): Promise<T> {
    return this.#pool.use(this, async (file) => {
      this.#changes += 1;
      try {
        return await action(file);
      } finally {
        this.#changes += 1;
      }
    });
  }

  /** Promises nothing of a change that ends after the flush began. */
  async #flush(file: NodeFile): Promise<void> {
    // As in a single file: after a failed flush nothing is ever promised again, under whichever handle.
    if (this.#failure !== undefined) throw this.#failure;
    const upTo = this.#changes;
    try {
      await file.flush();
      this.#canFlush &&= file.canFlush;
    } catch (thrown) {
      this.#failure = toDiskError(thrown);
      throw thrown;
    }
    this.#flushed = upTo;
  }
}

function nextDataOf(open: NodeFile | undefined, from: Bytes, size: Bytes): ByteRange | undefined {
  if (open) return open.nextData(from);
  return from < size ? { start: from, length: size - from } : undefined;
}

/** The file itself, or `file.replaced` and a closed file. */
async function requireSame(file: NodeFile, { path, identity, size = file.size }: Known): Promise<NodeFile> {
  const { device, inode } = file.identity;
  if (file.size === size && device === identity.device && inode === identity.inode) return file;
  await file.close();
  throw new DiskError('file.replaced', { path });
}
