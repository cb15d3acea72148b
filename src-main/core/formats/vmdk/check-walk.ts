import type { Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import type { OpenOptions, Watch } from '../../disk/format.ts';

/** What a walk over an image is done with, and what it counts. */
export class Walk {
  readonly open: OpenOptions & { readonly signal: AbortSignal };
  /** Allocation units of all extents; flat ones have none. */
  total = 0;
  allocated = 0;
  /** What the lines of all extents promise together, once that is known. */
  virtualSize: Bytes = 0;
  readonly #watch: Watch;
  #done: Bytes = 0;

  constructor(limits: Limits, watch: Watch) {
    this.open = { limits, tolerance: 'strict', signal: watch.signal };
    this.#watch = watch;
  }

  get limits(): Limits {
    return this.open.limits;
  }

  get signal(): AbortSignal {
    return this.open.signal;
  }

  /** Tells that the map of this much more of the disk is checked, and stops when that is wished. */
  step(bytes: Bytes): void {
    this.#done = Math.min(this.#done + bytes, this.virtualSize);
    this.within(0);
  }

  /** Tells how far into the next step it is. */
  within(bytes: Bytes): void {
    this.signal.throwIfAborted();
    const done = Math.min(this.#done + bytes, this.virtualSize);
    this.#watch.report({ phase: 'check', done, total: this.virtualSize, unit: 'bytes' });
  }
}
