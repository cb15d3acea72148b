import { furthestMatch, longestMatch, shortestMatch } from './symbols.ts';
import type { Tokens } from './tokens.ts';

/** How hard to look for matches. */
export interface Effort {
  /** Earlier places that are compared at most. */
  readonly chain: number;
  /** When a match this long is held, only a quarter of them is. */
  readonly good: number;
  /** A match this long is taken at once; a shorter one is compared with the one that begins a byte later. */
  readonly lazy: number;
  /** A match this long ends the search for a longer one. */
  readonly nice: number;
}

const hashBits = 15;
const shortHashBits = 12;
const multiplier = 0x9e37_79b1;
/** A match of three bytes from further away costs more than three literals, as a rule. */
const furthestShort = 4096;
/** No place: four bytes begin further ahead, and places that were seen are before the one that is looked at. */
const none = 0xffff;

/** Finds what occurred before, in content of limited length. Its tables are used again and again. */
export class MatchFinder {
  /** Four bytes from each place on: what is hashed, and what is compared at once. */
  readonly #fours: Int32Array;
  /** The last place of each hash of four bytes, or `none`. */
  readonly #heads = new Uint16Array(1 << hashBits);
  /** The place before each place with the same hash, or `none`. */
  readonly #previous: Uint16Array;
  /** The last place of each hash of three bytes, or `none`; places inside of matches are left out. */
  readonly #shorts = new Uint16Array(1 << shortHashBits);

  /** @param most bytes of content, up to 64 KiB */
  constructor(most: number) {
    this.#fours = new Int32Array(most + longestMatch);
    this.#previous = new Uint16Array(most);
  }

  /** Turns content into tokens: at each place the longest match that is found, unless the one a byte later is longer. */
  tokenize(bytes: Uint8Array, { chain, good, lazy, nice }: Effort, tokens: Tokens): void {
    const { length } = bytes;
    const fours = this.#fours;
    const heads = this.#heads.fill(none);
    const shorts = this.#shorts.fill(none);
    const previous = this.#previous;
    const { list } = tokens;
    fillFours(fours, bytes);
    /** Places from here on have fewer than four bytes: no match is looked for. */
    const hashable = Math.max(0, length - 3);
    let count = 0;
    let at = 0;
    /** The match that begins a byte before `at` and waits for the one at `at`; 0 for none. */
    let heldLength = 0;
    let heldDistance = 0;

    while (at < hashable) {
      const four = fours[at] ?? 0;
      const hash = Math.imul(four, multiplier) >>> (32 - hashBits);
      const shortHash = Math.imul(four << 8, multiplier) >>> (32 - shortHashBits);
      let candidate = heads[hash] ?? none;
      const near = shorts[shortHash] ?? none;
      heads[hash] = at;
      shorts[shortHash] = at;
      previous[at] = candidate;

      let bestLength = Math.max(heldLength, shortestMatch);
      let bestDistance = 0;
      const most = Math.min(longestMatch, length - at);
      const lowest = Math.max(0, at - furthestMatch);
      let depth = heldLength >= good ? chain >> 2 : chain;
      /** A longer match has the same four bytes here, up to the one behind the best one so far; those differ most often. */
      let tailAt = bestLength - 3;
      let tail = fours[at + tailAt] ?? 0;
      if (bestLength >= most) depth = 0;
      while (candidate >= lowest && candidate < at && depth > 0) {
        if (fours[candidate + tailAt] === tail && fours[candidate] === four) {
          let same = 4;
          while (same + 4 <= most && fours[candidate + same] === fours[at + same]) same += 4;
          while (same < most && bytes[candidate + same] === bytes[at + same]) same += 1;
          if (same > bestLength) {
            bestLength = same;
            bestDistance = at - candidate;
            if (same >= nice || same === most) break;
            tailAt = same - 3;
            tail = fours[at + tailAt] ?? 0;
          }
        }
        depth -= 1;
        candidate = previous[candidate] ?? 0;
      }
      if (bestDistance === 0 && heldLength === 0 && near < at && at - near <= furthestShort) {
        if (((fours[near] ?? 0) ^ four) << 8 === 0) bestDistance = at - near;
      }

      if (bestDistance > 0) {
        // Longer than what is held: that shrinks to a literal.
        if (heldLength > 0) list[count++] = bytes[at - 1] ?? 0;
        heldLength = bestLength;
        heldDistance = bestDistance;
        at += 1;
        if (heldLength < lazy) continue;
      } else if (heldLength === 0) {
        list[count++] = bytes[at] ?? 0;
        at += 1;
        continue;
      } else {
        at += 1;
      }
      // The match is taken. `at` is the first place in it that is not in the tables yet.
      const start = bestDistance > 0 ? at - 1 : at - 2;
      list[count++] = (heldLength << 16) | (heldDistance - 1);
      const end = start + heldLength;
      const last = Math.min(end, hashable);
      for (; at < last; at += 1) {
        const insideHash = Math.imul(fours[at] ?? 0, multiplier) >>> (32 - hashBits);
        previous[at] = heads[insideHash] ?? none;
        heads[insideHash] = at;
      }
      at = end;
      heldLength = 0;
    }
    if (heldLength > 0) {
      list[count++] = (heldLength << 16) | (heldDistance - 1);
      at += heldLength - 1;
    }
    for (; at < length; at += 1) list[count++] = bytes[at] ?? 0;
    tokens.count = count;
  }
}

function fillFours(fours: Int32Array, bytes: Uint8Array): void {
  const { length } = bytes;
  let four = ((bytes[0] ?? 0) << 8) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 24);
  for (let at = 0; at + 3 < length; at += 1) {
    four = (four >>> 8) | ((bytes[at + 3] ?? 0) << 24);
    fours[at] = four;
  }
}
