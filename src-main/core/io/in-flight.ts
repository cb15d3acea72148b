/**
 * Works that are under way at the same time, so many at most, and are awaited in the order in which they began. Whoever uses one
 * settles it at the end, whatever happened: nobody holds memory or files after that.
 */
export class InFlight<T> {
  readonly #most: number;
  readonly #works: Promise<T>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** True when the oldest has to be awaited before another one may begin. */
  get isFull(): boolean {
    return this.#works.length >= this.#most;
  }

  /** Takes a work that has begun. What goes wrong with it is told to whoever awaits its turn. */
  add(work: Promise<T>): void {
    work.catch(() => undefined);
    this.#works.push(work);
  }

  /** The oldest work, which is not under way here any more; undefined when there is none. */
  next(): Promise<T> | undefined {
    return this.#works.shift();
  }

  /** Waits for each of them in turn, and ends with what the first one throws that fails. */
  async finish(): Promise<void> {
    for (let work = this.next(); work; work = this.next()) await work;
  }

  /** Waits until all are over, however they end. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#works);
  }
}
