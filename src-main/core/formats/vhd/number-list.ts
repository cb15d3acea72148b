/** A growing list of 32-bit numbers in four bytes each, up to a limit; what comes after that is only counted. */
export class NumberList {
  readonly #most: number;
  #numbers = new Uint32Array(1024);
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many were added. */
  get count(): number {
    return this.#count;
  }

  /** How many of them are in the list. */
  get kept(): number {
    return Math.min(this.#count, this.#most);
  }

  add(value: number): void {
    if (this.#count < this.#most) {
      if (this.#count === this.#numbers.length) this.#grow();
      this.#numbers[this.#count] = value;
    }
    this.#count += 1;
  }

  /** A sorted copy. */
  sorted(): Uint32Array {
    return this.#numbers.slice(0, this.kept).sort();
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#numbers.length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
