import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { SparseExtent } from './sparse-extent.ts';
import type { ExtentPlace, VmdkExtent } from './vmdk-extent.ts';

/** Extents of one disk that may be open at once; each holds its directory and some pages of its tables. */
export const extentsKept = 64;

/** Keeps the extents that were used last. One that was dropped is opened again when it is needed. */
export class RecentExtents {
  /** In the order of their use: the first one was used longest ago. */
  readonly #open = new Map<LazyExtent, Promise<SparseExtent>>();

  /** The open form of an extent; a failure is forgotten, so that it can be tried again. */
  take(extent: LazyExtent, open: () => Promise<SparseExtent>): Promise<SparseExtent> {
    const opened = this.#open.get(extent) ?? open();
    this.#open.delete(extent);
    this.#open.set(extent, opened);
    opened.catch(() => {
      if (this.#open.get(extent) === opened) this.#open.delete(extent);
    });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= extentsKept) break;
      this.#open.delete(oldest);
    }
    return opened;
  }
}

/** A sparse extent whose header and directory are read when its content is first asked for. */
export class LazyExtent implements VmdkExtent {
  readonly start: Bytes;
  readonly length: Bytes;
  readonly #recent: RecentExtents;
  readonly #load: () => Promise<SparseExtent>;
  #grainBytes: Bytes | null = null;

  constructor({ start, length }: ExtentPlace, recent: RecentExtents, load: () => Promise<SparseExtent>) {
    this.start = start;
    this.length = length;
    this.#recent = recent;
    this.#load = load;
  }

  /** Null until the header was read once. */
  get grainBytes(): Bytes | null {
    return this.#grainBytes;
  }

  /** Reads header and directory, unless they are still there. Throws what opening the extent throws. */
  async open(): Promise<SparseExtent> {
    const extent = await this.#recent.take(this, this.#load);
    this.#grainBytes = extent.grainBytes;
    return extent;
  }

  async *runs(range: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
    yield* (await this.open()).runs(range, signal);
  }

  async readStored(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    await (await this.open()).readStored(at, target, signal);
  }
}
