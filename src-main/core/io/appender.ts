import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Writer } from './reader.ts';

const bufferSize: Bytes = 1 * MiB;

/** Appends pieces to a file through a buffer; one write is under way while the next buffer fills. */
export class Appender {
  readonly #file: Writer;
  #buffer = new Uint8Array(bufferSize);
  /** The buffer that is being written or was; it is filled next. */
  #other = new Uint8Array(bufferSize);
  #used: Bytes = 0;
  /** Where the buffer will go. */
  #start: Bytes;
  #writing: Promise<void> = Promise.resolve();

  /** @param at where the first piece goes */
  constructor(file: Writer, at: Bytes) {
    this.#file = file;
    this.#start = at;
  }

  /** Where the next piece goes. */
  get end(): Bytes {
    return this.#start + this.#used;
  }

  /** The bytes are copied before it settles. Throws what an earlier write failed with. */
  async append(piece: Uint8Array, signal?: AbortSignal): Promise<void> {
    for (let done = 0; done < piece.length;) {
      const part = piece.subarray(done, done + bufferSize - this.#used);
      this.#buffer.set(part, this.#used);
      this.#used += part.length;
      done += part.length;
      if (this.#used === bufferSize) await this.#write(signal);
    }
  }

  /** Writes what is left. */
  async finish(signal?: AbortSignal): Promise<void> {
    await this.#write(signal);
    await this.#writing;
  }

  async #write(signal?: AbortSignal): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#used);
    const at = this.#start;
    this.#start += this.#used;
    this.#used = 0;
    await this.#writing;
    [this.#buffer, this.#other] = [this.#other, this.#buffer];
    this.#writing = this.#file.write(at, bytes, signal);
    this.#writing.catch(() => undefined); // the next write or the end throws it
  }
}
