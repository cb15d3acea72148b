import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { KiB } from '#shared/model/bytes.ts';

// The asynchronous form deflates on the thread pool.
const deflateInPool = promisify(deflate);

/** Grains compressed at the same time. More than the threads of the pool, so that none of them waits for the writer. */
const atOnce = 8;

/** Compresses grains to zlib streams (RFC 1950), a bounded number at a time, in any order of completion. */
export class Compressor {
  readonly #level: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param level 1 (fast) to 9 (small) */
  constructor(level: number) {
    this.#level = level;
  }

  async compress(grain: Uint8Array): Promise<Uint8Array> {
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      // Measured fastest for pieces of 64 KiB: the result comes in one piece, and the hash table is large.
      return await deflateInPool(grain, { level: this.#level, memLevel: 9, chunkSize: 128 * KiB });
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
