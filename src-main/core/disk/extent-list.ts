import type { Bytes } from '#shared/model/bytes.ts';
import type { Extent, ExtentKind } from '#shared/model/extent.ts';

const batchLength = 1024;

/**
 * Collects runs in order and merges neighbours as they come, so that a million adjacent blocks are one object.
 * The last run is held back until it is known not to grow.
 */
export class ExtentList {
  #ready: Extent[] = [];
  #kind: ExtentKind | undefined;
  #start: Bytes = 0;
  #length: Bytes = 0;
  #file = -1;
  #offset: Bytes = 0;

  /** A run stored uncompressed in `file` at `offset`. */
  stored(start: Bytes, length: Bytes, file: number, offset: Bytes): void {
    if (
      this.#kind === 'data' &&
      this.#file === file &&
      this.#start + this.#length === start &&
      this.#offset + this.#length === offset
    ) {
      this.#length += length;
    } else {
      this.#begin('data', start, length, file, offset);
    }
  }

  /** A run without a place of its own: a zero, a hole, or compressed data. */
  run(kind: ExtentKind, start: Bytes, length: Bytes): void {
    if (this.#kind === kind && this.#file < 0 && this.#start + this.#length === start) this.#length += length;
    else this.#begin(kind, start, length, -1, 0);
  }

  /** True when a batch is worth yielding. */
  get isFull(): boolean {
    return this.#ready.length >= batchLength;
  }

  /** The runs that cannot grow any more. */
  take(): readonly Extent[] {
    const batch = this.#ready;
    this.#ready = [];
    return batch;
  }

  /** All remaining runs. */
  finish(): readonly Extent[] {
    this.#close();
    return this.take();
  }

  #begin(kind: ExtentKind, start: Bytes, length: Bytes, file: number, offset: Bytes): void {
    this.#close();
    this.#kind = length > 0 ? kind : undefined;
    this.#start = start;
    this.#length = length;
    this.#file = file;
    this.#offset = offset;
  }

  #close(): void {
    if (this.#kind === undefined) return;
    const run = { kind: this.#kind, start: this.#start, length: this.#length };
    this.#ready.push(
      this.#file < 0 ? run : { ...run, stored: { file: this.#file, start: this.#offset, length: this.#length } },
    );
    this.#kind = undefined;
  }
}
