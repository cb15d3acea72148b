import { MiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { sectorSize } from './layout.ts';

const bufferSize: Bytes = 1 * MiB;

/** Appends whole sectors to a file through a buffer; one write is under way while the next buffer fills. */
export class SectorStream {
  readonly #file: Writer;
  #buffer = new Uint8Array(bufferSize);
  /** The buffer that is being written or was; it is filled next. */
  #other = new Uint8Array(bufferSize);
  #used: Bytes = 0;
  /** Where the buffer will go. */
  #start: Bytes;
  #writing: Promise<void> = Promise.resolve();

  /** @param sector where to begin */
  constructor(file: Writer, sector: number) {
    this.#file = file;
    this.#start = sector * sectorSize;
  }

  /** The number of the sector that the next piece begins with. */
  get sector(): number {
    return (this.#start + this.#used) / sectorSize;
  }

  /** Appends pieces one right behind another, and zeros up to the next sector. The bytes are copied at once or before it settles. */
  async append(pieces: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    for (const piece of pieces) await this.#copy(piece, signal);
    await this.#copy(new Uint8Array(roundUp(length, sectorSize) - length), signal);
  }

  /** Writes what is left. */
  async finish(signal?: AbortSignal): Promise<void> {
    await this.#flush(signal);
    await this.#writing;
  }

  async #copy(piece: Uint8Array, signal?: AbortSignal): Promise<void> {
    for (let done = 0; done < piece.length;) {
      const part = piece.subarray(done, done + bufferSize - this.#used);
      this.#buffer.set(part, this.#used);
      this.#used += part.length;
      done += part.length;
      if (this.#used === bufferSize) await this.#flush(signal);
    }
  }

  async #flush(signal?: AbortSignal): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#used);
    const at = this.#start;
    this.#start += this.#used;
    this.#used = 0;
    await this.#writing;
    [this.#buffer, this.#other] = [this.#other, this.#buffer];
    this.#writing = this.#file.write(at, bytes, signal);
    this.#writing.catch(() => undefined); // the next flush or finish throws it
  }
}
