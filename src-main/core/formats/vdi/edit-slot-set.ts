const slotsOfWord = 32;
const wordsOfPage = 2048;
const slotsOfPage = slotsOfWord * wordsOfPage;
const allTaken = 0xffff_ffff;

/** A set of slot numbers: a bit each, in pages that exist only where there are slots. */
export class SlotSet {
  readonly #pages = new Map<number, Uint32Array>();
  /** Every slot below is in the set. */
  #full = 0;
  #count = 0;

  /** How many slots are in the set. */
  get count(): number {
    return this.#count;
  }

  /** Adds a slot; false when it was there already. */
  add(slot: number): boolean {
    const { words, word, bit } = this.#place(slot);
    const before = words[word] ?? 0;
    words[word] = before | bit;
    const isNew = (before & bit) === 0;
    if (isNew) this.#count += 1;
    return isNew;
  }

  /** Adds the slots from `first` up to `end`; false, and none added, when one of them was there already. */
  addRun(first: number, end: number): boolean {
    for (let slot = first; slot < end; slot += 1) {
      // A whole word at a time where that is possible.
      if (slot % slotsOfWord === 0 && slot + slotsOfWord <= end && this.#wordAt(slot) === 0) slot += slotsOfWord - 1;
      else if (this.#has(slot)) return false;
    }
    for (let slot = first; slot < end;) {
      const { words, word, bit } = this.#place(slot);
      const isWholeWord = slot % slotsOfWord === 0 && slot + slotsOfWord <= end;
      words[word] = isWholeWord ? allTaken : (words[word] ?? 0) | bit;
      slot += isWholeWord ? slotsOfWord : 1;
    }
    this.#count += end - first;
    return true;
  }

  delete(slot: number): void {
    if (!this.#has(slot)) return;
    const { words, word, bit } = this.#place(slot);
    words[word] = (words[word] ?? 0) & ~bit;
    this.#count -= 1;
    this.#full = Math.min(this.#full, slot);
  }

  /** The lowest number that is not in the set. Looks only at what may have changed since it was asked last. */
  lowestAbsent(): number {
    while (this.#full % slotsOfWord !== 0 && this.#has(this.#full)) this.#full += 1;
    if (this.#full % slotsOfWord === 0) {
      while (this.#wordAt(this.#full) === allTaken) this.#full += slotsOfWord;
      while (this.#has(this.#full)) this.#full += 1;
    }
    return this.#full;
  }

  /** One above the highest number in the set that is below `end`; 0 when there is none. */
  endBelow(end: number): number {
    let found = end;
    while (found > 0 && !this.#has(found - 1)) {
      found -= this.#wordAt(found - 1) === 0 ? ((found - 1) % slotsOfWord) + 1 : 1;
    }
    return found;
  }

  /** How many slots in the set are below `end`. */
  countBelow(end: number): number {
    let count = 0;
    for (let slot = 0; slot < end;) {
      const isWholeWord = slot % slotsOfWord === 0 && slot + slotsOfWord <= end;
      const word = this.#wordAt(slot);
      if (isWholeWord && (word === 0 || word === allTaken)) {
        count += word === 0 ? 0 : slotsOfWord;
        slot += slotsOfWord;
      } else {
        count += this.#has(slot) ? 1 : 0;
        slot += 1;
      }
    }
    return count;
  }

  #has(slot: number): boolean {
    return ((this.#wordAt(slot) >>> (slot % slotsOfWord)) & 1) === 1;
  }

  #wordAt(slot: number): number {
    const words = this.#pages.get(Math.floor(slot / slotsOfPage));
    return words?.[Math.floor((slot % slotsOfPage) / slotsOfWord)] ?? 0;
  }

  #place(slot: number): { readonly words: Uint32Array; readonly word: number; readonly bit: number } {
    const page = Math.floor(slot / slotsOfPage);
    const words = this.#pages.get(page) ?? new Uint32Array(wordsOfPage);
    this.#pages.set(page, words);
    return { words, word: Math.floor((slot % slotsOfPage) / slotsOfWord), bit: 2 ** (slot % slotsOfWord) };
  }
}
