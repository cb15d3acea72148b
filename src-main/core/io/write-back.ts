import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Reader, Writer } from './reader.ts';

/** What pages are read from and committed to. */
type PagedFile = Pick<Writer, 'size' | 'read' | 'write'>;

/** Changes to tables that whoever writes an image in place holds back at most: with so much, they are committed unasked. */
export const mostHeldBack: Bytes = 4 * MiB;

/**
 * Holds back changes to the tables of an image that is written in place: readers see a change at once, the file only at
 * `commit`. So the data that an entry points to can be flushed first, and thousands of entries share one flush.
 * Only for parts of the file that nothing else writes meanwhile. Whole pages are kept in memory: changed ones until they
 * are committed, others as long as there is room for them.
 */
export class WriteBack implements Reader {
  readonly #file: PagedFile;
  readonly #pageSize: Bytes;
  readonly #most: number;
  /** In the order of their use, the one that was used longest ago first. */
  readonly #pages = new Map<number, Page>();
  readonly #loads = new Map<number, Promise<Page>>();
  #changed = 0;

  /** @param options `pages` of `pageSize` bytes may be kept besides the changed ones. */
  constructor(file: PagedFile, options: { readonly pageSize: Bytes; readonly pages: number }) {
    this.#file = file;
    this.#pageSize = options.pageSize;
    this.#most = Math.max(1, options.pages);
  }

  get size(): Bytes {
    return this.#file.size;
  }

  /** How much a commit would write: whoever changes entries commits before this becomes large. */
  get changedBytes(): Bytes {
    return this.#changed * this.#pageSize;
  }

  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    // The file's own refusal names it.
    if (!(at >= 0 && at + target.length <= this.size)) return this.#file.read(at, target, signal);
    for (let done = 0; done < target.length;) {
      const place = at + done;
      const { bytes } = await this.#page(Math.floor(place / this.#pageSize));
      const piece = bytes.subarray(place % this.#pageSize, (place % this.#pageSize) + target.length - done);
      target.set(piece, done);
      done += piece.length;
    }
  }

  /** Changes bytes inside the file as it is now; they are written by the next commit. Throws `file.short-read` beyond it. */
  async write(at: Bytes, bytes: Uint8Array): Promise<void> {
    if (!(at >= 0 && at + bytes.length <= this.size)) return this.#file.read(at, new Uint8Array(bytes.length));
    for (let done = 0; done < bytes.length;) {
      const place = at + done;
      const page = await this.#page(Math.floor(place / this.#pageSize));
      const start = place % this.#pageSize;
      const piece = bytes.subarray(done, done + page.bytes.length - start);
      page.bytes.set(piece, start);
      this.#mark(page, start, start + piece.length);
      done += piece.length;
    }
  }

  /** Writes what has changed, in the order of the file, and nothing else. Does not flush. What fails stays changed. */
  async commit(signal?: AbortSignal): Promise<void> {
    const changed = [...this.#pages].filter(([, page]) => page.end > page.start).sort(([a], [b]) => a - b);
    for (const [index, page] of changed) {
      const { start, end } = page;
      await this.#file.write(index * this.#pageSize + start, page.bytes.subarray(start, end), signal);
      page.start = 0;
      page.end = 0;
      this.#changed -= 1;
    }
    this.#trim();
  }

  /** Remembers that bytes of a page differ from the file. */
  #mark(page: Page, start: Bytes, end: Bytes): void {
    const isFirst = page.end === page.start;
    if (isFirst) this.#changed += 1;
    page.start = isFirst ? start : Math.min(page.start, start);
    page.end = isFirst ? end : Math.max(page.end, end);
  }

  async #page(index: number): Promise<Page> {
    const page = this.#pages.get(index) ?? (await this.#load(index));
    this.#pages.delete(index);
    this.#pages.set(index, page);
    this.#trim();
    return page;
  }

  #load(index: number): Promise<Page> {
    const load = this.#loads.get(index) ?? this.#readPage(index).finally(() => this.#loads.delete(index));
    this.#loads.set(index, load);
    return load;
  }

  async #readPage(index: number): Promise<Page> {
    const at = index * this.#pageSize;
    const bytes = new Uint8Array(this.#pageSize);
    await this.#file.read(at, bytes.subarray(0, Math.min(this.#pageSize, this.size - at)));
    const page = { bytes, start: 0, end: 0 };
    this.#pages.set(index, page);
    return page;
  }

  #trim(): void {
    let unchanged = this.#pages.size - this.#changed;
    for (const [index, page] of this.#pages) {
      if (unchanged <= this.#most) return;
      if (page.end > page.start) continue;
      this.#pages.delete(index);
      unchanged -= 1;
    }
  }
}

/** A page with the part of it that differs from the file. */
interface Page {
  readonly bytes: Uint8Array;
  start: Bytes;
  end: Bytes;
}
