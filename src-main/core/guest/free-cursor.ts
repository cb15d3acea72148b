import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';

/** Looks up ascending ranges in ascending runs, of which it holds a batch at a time. */
export class FreeCursor implements AsyncDisposable {
  readonly #runs: AsyncIterator<readonly ByteRange[]>;
  #batch: readonly ByteRange[] = [];
  #next = 0;

  /** @param runs ascending, without overlaps, such as the free runs of a disk */
  constructor(runs: AsyncIterable<readonly ByteRange[]>) {
    this.#runs = runs[Symbol.asyncIterator]();
  }

  /** The parts of a range that lie in none of the runs. Ranges are asked for in ascending order. */
  async outside(range: ByteRange): Promise<readonly ByteRange[]> {
    const parts: ByteRange[] = [];
    let at = range.start;
    for (let run = await this.#runBehind(at); run && run.start < endOf(range); run = await this.#runBehind(at)) {
      if (run.start > at) parts.push({ start: at, length: run.start - at });
      at = Math.max(at, Math.min(endOf(run), endOf(range)));
      if (at >= endOf(range)) break;
    }
    if (at < endOf(range)) parts.push({ start: at, length: endOf(range) - at });
    return parts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runs.return?.();
  }

  /** The first run that ends after a place. */
  async #runBehind(at: Bytes): Promise<ByteRange | undefined> {
    for (;;) {
      const run = this.#batch[this.#next];
      if (run && endOf(run) > at) return run;
      if (run) this.#next += 1;
      else if (!(await this.#turn())) return undefined;
    }
  }

  async #turn(): Promise<boolean> {
    const turn = await this.#runs.next();
    if (turn.done === true) return false;
    this.#batch = turn.value;
    this.#next = 0;
    return true;
  }
}
