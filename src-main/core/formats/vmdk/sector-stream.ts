import { roundUp } from '#shared/model/bytes.ts';
import { Appender } from '../../io/appender.ts';
import type { Writer } from '../../io/reader.ts';
import { sectorSize } from './layout.ts';

const zeros = new Uint8Array(sectorSize);

/** Appends whole sectors to a file. */
export class SectorStream {
  readonly #appender: Appender;

  /** @param sector where to begin */
  constructor(file: Writer, sector: number) {
    this.#appender = new Appender(file, sector * sectorSize);
  }

  /** The number of the sector that the next piece begins with. */
  get sector(): number {
    return this.#appender.end / sectorSize;
  }

  /** Appends pieces one right behind another, and zeros up to the next sector. The bytes are copied before it settles. */
  async append(pieces: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
    for (const piece of pieces) await this.#appender.append(piece, signal);
    const { end } = this.#appender;
    await this.#appender.append(zeros.subarray(0, roundUp(end, sectorSize) - end), signal);
  }

  /** Writes what is left. */
  async finish(signal?: AbortSignal): Promise<void> {
    await this.#appender.finish(signal);
  }
}
