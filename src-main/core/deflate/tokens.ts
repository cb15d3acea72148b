import { distanceSymbolOf, distanceSymbols, firstLengthSymbol, lengthSymbolOf, literalSymbols } from './symbols.ts';

/** Tokens are counted in groups of this many; blocks begin and end between groups. */
export const groupLength = 2048;

/** How often each symbol occurs in a stretch of tokens. */
export class Counts {
  readonly literals = new Uint32Array(literalSymbols);
  readonly distances = new Uint32Array(distanceSymbols);

  clear(): void {
    this.literals.fill(0);
    this.distances.fill(0);
  }
}

/** Content as literals and matches, in memory that is used again and again. */
export class Tokens {
  /** A literal's byte, or the length of a match shifted by 16 bits and its distance less one; above zero there is a match. */
  readonly list: Uint32Array;
  readonly #groups: Counts[] = [];
  count = 0;

  /** @param most tokens that there are at most */
  constructor(most: number) {
    this.list = new Uint32Array(most);
    for (let first = 0; first < most; first += groupLength) this.#groups.push(new Counts());
  }

  get groups(): number {
    return Math.ceil(this.count / groupLength);
  }

  /** The counts of a group, once `countGroups` has been called. */
  group(number: number): Counts {
    const counts = this.#groups[number];
    if (!counts) throw new RangeError(`There is no group ${String(number)}`);
    return counts;
  }

  countGroups(): void {
    const { list, count } = this;
    for (let group = 0; group * groupLength < count; group += 1) {
      const counts = this.group(group);
      counts.clear();
      const { literals, distances } = counts;
      const end = Math.min(count, (group + 1) * groupLength);
      for (let i = group * groupLength; i < end; i += 1) {
        const token = list[i] ?? 0;
        const length = token >>> 16;
        if (length === 0) literals[token] = (literals[token] ?? 0) + 1;
        else {
          const symbol = firstLengthSymbol + (lengthSymbolOf[length] ?? 0);
          const distance = distanceSymbolOf((token & 0xffff) + 1);
          literals[symbol] = (literals[symbol] ?? 0) + 1;
          distances[distance] = (distances[distance] ?? 0) + 1;
        }
      }
    }
  }
}
