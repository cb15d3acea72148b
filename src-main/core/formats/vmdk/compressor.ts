import { asShared } from '../../threads/shared-bytes.ts';
import { threads } from '../../threads/threads.ts';

/** Compresses grains to zlib streams (RFC 1950), on all cores, in any order of completion. */
export class Compressor {
  readonly #level: number;

  /** @param level 1 (fast) to 9 (small) */
  constructor(level: number) {
    this.#level = level;
  }

  /** The grain must stay as it is until this resolves. */
  compress(grain: Uint8Array): Promise<Uint8Array> {
    return threads.run({ kind: 'deflate', bytes: asShared(grain), level: this.#level });
  }
}
