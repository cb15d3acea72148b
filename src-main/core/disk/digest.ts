import { createHash } from 'node:crypto';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { GiB, KiB, MiB, roundDown, type Bytes } from '#shared/model/bytes.ts';
import type { Digest } from '#shared/model/convert.ts';
import type { Watch } from './format.ts';
import { zeros } from '../io/zero-bytes.ts';
import { isZero } from './zeros.ts';

/**
 * Digests the logical content of a disk from its data alone: feed it the non-empty stretches in order. Both algorithms
 * see only content, never how an image happens to store it.
 */
export interface ContentDigest {
  /** `at` never decreases; what was skipped counts as zeros. */
  add(at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Ends a disk of `size` bytes. What is empty at its end may take a while, and is reported as phase `hash`. */
  finish(size: Bytes, watch: Watch): Promise<Digest>;
}

/**
 * Empty space is hashed like data, at half a second a GiB, where that takes at most about twice as long as the data itself; so
 * little is hashed anyway, and beyond so much nobody would wait for it.
 */
const emptySpace = { always: 1 * GiB, never: 4 * GiB, timesTheData: 2 } as const;

/** The digest for a disk with so much data and so much empty space: plain SHA-256 wherever that ends in reasonable time. */
export function digestFor(dataBytes: Bytes, emptyBytes: Bytes): ContentDigest {
  const { always, never, timesTheData } = emptySpace;
  const hashable = Math.min(never, Math.max(always, timesTheData * dataBytes));
  return emptyBytes <= hashable ? new FullDigest() : new SparseDigest();
}

/** SHA-256 of every byte of the disk: what `sha256sum` says of the raw disk. */
export class FullDigest implements ContentDigest {
  readonly #hash = createHash('sha256');
  #position: Bytes = 0;

  async add(at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#addZeros(at, signal);
    this.#hash.update(bytes);
    this.#position = at + bytes.length;
  }

  async finish(size: Bytes, { signal, report }: Watch): Promise<Digest> {
    if (this.#position > size) throw new RangeError(`${this.#position} bytes were digested of a disk of ${size}`);
    await this.#addZeros(size, signal, () => {
      report({ phase: 'hash', done: this.#position, total: size, unit: 'bytes' });
    });
    return { algorithm: 'sha256', value: this.#hash.digest('hex') };
  }

  /** Hashing is synchronous; a long hole gives way now and then, so that a cancel is heard. */
  async #addZeros(until: Bytes, signal: AbortSignal, onTurn?: () => void): Promise<void> {
    let sinceTurn = 0;
    while (this.#position < until) {
      const length = Math.min(until - this.#position, zeros.length);
      this.#hash.update(zeros.subarray(0, length));
      this.#position += length;
      sinceTurn += length;
      if (sinceTurn >= 64 * MiB) {
        sinceTurn = 0;
        await eventLoopTurn();
        onTurn?.();
        signal.throwIfAborted();
      }
    }
  }
}

const chunkSize = 64 * KiB;

/**
 * SHA-256 over the 64 KiB chunks of the disk that are not all zero, each preceded by its offset (64-bit little-endian),
 * and at the end the size of the disk. Equal digests mean equal content, and empty space costs nothing.
 */
export class SparseDigest implements ContentDigest {
  readonly #hash = createHash('sha256');
  readonly #number = Buffer.alloc(8);
  readonly #chunk = Buffer.alloc(chunkSize);
  #chunkStart: Bytes = 0;
  #chunkUsed = false;

  add(at: Bytes, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const start = roundDown(at + done, chunkSize);
      if (start !== this.#chunkStart) this.#closeChunk(start);
      const offset = at + done - start;
      const length = Math.min(chunkSize - offset, bytes.length - done);
      this.#chunk.set(bytes.subarray(done, done + length), offset);
      this.#chunkUsed = true;
      done += length;
    }
    return Promise.resolve();
  }

  finish(size: Bytes): Promise<Digest> {
    this.#closeChunk(size);
    this.#addNumber(size);
    return Promise.resolve({ algorithm: 'sha256-sparse', value: this.#hash.digest('hex') });
  }

  #closeChunk(next: Bytes): void {
    if (this.#chunkUsed && !isZero(this.#chunk)) {
      this.#addNumber(this.#chunkStart);
      this.#hash.update(this.#chunk);
    }
    if (this.#chunkUsed) this.#chunk.fill(0);
    this.#chunkUsed = false;
    this.#chunkStart = next;
  }

  #addNumber(value: number): void {
    this.#number.writeBigUInt64LE(BigInt(value));
    this.#hash.update(this.#number);
  }
}
