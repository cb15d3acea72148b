import type { Bytes } from '#shared/model/bytes.ts';

/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A whole number from 0 up to `limit`, without it. */
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Bytes none of whose sectors is all zeros. */
  bytes(length: Bytes): Uint8Array<ArrayBuffer>;
}

/** The generator known as mulberry32: 32 bits of state, good enough to choose places and make content. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    pick: <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0],
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4));
      for (let i = 0; i < words.length; i += 1) words[i] = next() | 1;
      return new Uint8Array(words.buffer).slice(0, length);
    },
  };
}
