import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from './reader.ts';

/** A file in memory, with the semantics of one on disk: reads fill or throw, writes beyond the end leave zeros between. */
export class MemoryFile implements Writer {
  #content: Uint8Array<ArrayBuffer>;
  #size: Bytes;
  readonly #name: string;

  constructor(content: Uint8Array = new Uint8Array(0), name = 'memory') {
    this.#content = new Uint8Array(content);
    this.#size = content.length;
    this.#name = name;
  }

  get size(): Bytes {
    return this.#size;
  }

  /** A copy of everything in the file. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#content.slice(0, this.#size);
  }

  read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    return settle(() => {
      signal?.throwIfAborted();
      const end = at + target.length;
      if (!(at >= 0 && end <= this.#size)) {
        throw new DiskError('file.short-read', { name: this.#name, size: this.#size, start: at, end });
      }
      target.set(this.#content.subarray(at, end));
    });
  }

  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return settle(() => {
      signal?.throwIfAborted();
      if (!(Number.isSafeInteger(at) && at >= 0)) throw new RangeError(`Nothing can be written at ${String(at)}`);
      this.#grow(at + bytes.length);
      this.#content.set(bytes, at);
    });
  }

  resize(size: Bytes): Promise<void> {
    return settle(() => {
      if (size < this.#size) this.#content.fill(0, size, this.#size);
      else this.#grow(size);
      this.#size = size;
    });
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  #grow(size: Bytes): void {
    if (size > this.#content.length) {
      const larger = new Uint8Array(Math.max(size, this.#content.length * 2));
      larger.set(this.#content.subarray(0, this.#size));
      this.#content = larger;
    }
    this.#size = Math.max(this.#size, size);
  }
}

/** Runs a synchronous step as the promise its interface asks for, so that a refusal rejects instead of throwing. */
function settle(step: () => void): Promise<void> {
  return new Promise((resolve) => {
    step();
    resolve();
  });
}
