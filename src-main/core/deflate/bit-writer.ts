/** Writes bits from the lowest up into memory that is large enough. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at: number;
  #hold = 0;
  #held = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Where the next whole byte goes. */
  get at(): number {
    return this.#at;
  }

  /** At most 16 bits; those above `count` are zero. */
  put(value: number, count: number): void {
    this.#hold |= value << this.#held;
    this.#held += count;
    if (this.#held >= 16) {
      this.#bytes[this.#at] = this.#hold;
      this.#bytes[this.#at + 1] = this.#hold >>> 8;
      this.#at += 2;
      this.#hold >>>= 16;
      this.#held -= 16;
    }
  }

  /** Fills up to a whole byte with zeros. */
  align(): void {
    while (this.#held > 0) {
      this.#bytes[this.#at++] = this.#hold;
      this.#hold >>>= 8;
      this.#held = Math.max(0, this.#held - 8);
    }
    this.#hold = 0;
  }

  /** Whole bytes, after `align`. */
  bytes(content: Uint8Array): void {
    this.#bytes.set(content, this.#at);
    this.#at += content.length;
  }
}
