import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { efforts, mostContent, storedStream, zlibStream } from '#main/core/deflate/zlib-stream.ts';
import { seededRandom } from '#test/support/random.ts';

const levels = Object.entries(efforts);

/** Symbols that occur as often as Fibonacci's numbers: without a limit, their codes would grow longer than deflate allows. */
function fibonacci(): Uint8Array {
  const bytes: number[] = [];
  for (let [symbol, before, count] = [0, 1, 1]; bytes.length + count <= mostContent; symbol += 1) {
    // Scattered by a step that divides nothing, so that there are few matches.
    for (let i = 0; i < count; i += 1) bytes.push(symbol);
    [before, count] = [count, before + count];
  }
  return Uint8Array.from(bytes.map((_, i) => bytes[(i * 7919) % bytes.length] ?? 0));
}

/** The same random bytes again at a distance, with others between them. */
function repeatedAt(distance: number): Uint8Array {
  const bytes = new Uint8Array(randomBytes(mostContent));
  bytes.copyWithin(distance, 0, 600);
  return bytes;
}

const contents: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['two bytes', Uint8Array.of(7, 8)],
  ['three equal bytes', Uint8Array.of(9, 9, 9)],
  ['four equal bytes', Uint8Array.of(9, 9, 9, 9)],
  ['seven bytes with a match of three', Uint8Array.of(1, 2, 3, 0, 1, 2, 3)],
  ['259 equal bytes, one more than the longest match', new Uint8Array(259).fill(1)],
  ['64 KiB of zeros', new Uint8Array(mostContent)],
  ['64 KiB less one byte of the same', new Uint8Array(mostContent - 1).fill(255)],
  ['random bytes', new Uint8Array(randomBytes(mostContent))],
  ['random bits in bytes', Uint8Array.from(randomBytes(mostContent), (byte) => byte & 1)],
  ['every pair of bytes', Uint8Array.from({ length: mostContent }, (_, i) => (i % 2 === 0 ? i >> 9 : i >> 1))],
  ['symbols as often as Fibonacci', fibonacci()],
  ['a repetition in the furthest reach', repeatedAt(32 * KiB)],
  ['a repetition just out of reach', repeatedAt(32 * KiB + 1)],
  ['a repetition at the end', repeatedAt(mostContent - 600)],
  ['text', readFileSync(new URL(import.meta.url)).subarray(0, mostContent)],
  ['a program', readFileSync(process.execPath).subarray(8_000_000, 8_000_000 + mostContent)],
];

describe('a zlib stream of our own', () => {
  // First of all tests: memory that is used again has nothing in it yet.
  it('stores content when nothing was compressed before', () => {
    expect(inflateSync(storedStream(Uint8Array.of(1, 2, 3)))).toEqual(Buffer.of(1, 2, 3));
  });

  it.each(contents)('gives back %s, at every level', (_, content) => {
    for (const [, effort] of levels) {
      expect(Buffer.compare(inflateSync(zlibStream(content, effort)), content)).toBe(0);
    }
    expect(Buffer.compare(inflateSync(storedStream(content)), content)).toBe(0);
  });

  it('gives back mixtures of everything', () => {
    const random = seededRandom(35);
    for (let round = 0; round < 150; round += 1) {
      const bytes = new Uint8Array(random.below(mostContent));
      for (let at = 0; at < bytes.length;) {
        const length = Math.min(bytes.length - at, 1 + random.below(random.pick([4, 300, 3000])));
        const kind = random.pick(['run', 'repetition', 'repetition', 'random', 'few values']);
        const from = random.below(at + 1);
        if (kind === 'run') bytes.fill(random.below(256), at, at + length);
        else if (kind === 'repetition') bytes.copyWithin(at, from, Math.min(at, from + length));
        else for (let i = at; i < at + length; i += 1) bytes[i] = random.below(kind === 'random' ? 256 : 8);
        at += length;
      }
      const [level, effort] = levels[round % levels.length] ?? ['6', efforts[6]];
      const back = inflateSync(zlibStream(bytes, effort));
      expect(Buffer.compare(back, bytes), `round ${String(round)}, level ${level}`).toBe(0);
    }
  });

  it.each([6, 7, 8, 9] as const)('is no larger than what zlib makes of a program, at level %i', (level) => {
    const program = readFileSync(process.execPath).subarray(16_000_000, 17_000_000);
    const sizes = { own: 0, zlib: 0 };
    for (let at = 0; at < program.length; at += mostContent) {
      const grain = program.subarray(at, at + mostContent);
      sizes.own += zlibStream(grain, efforts[level]).length;
      sizes.zlib += deflateSync(grain, { level }).length;
    }
    expect(sizes.own).toBeLessThan(sizes.zlib);
  });

  it('stores what does not get smaller', () => {
    const content = new Uint8Array(randomBytes(mostContent));
    const stored = Buffer.from(storedStream(content));
    expect(Buffer.from(zlibStream(content, efforts[9]))).toEqual(stored);
    expect(stored.length).toBe(mostContent + 16);
  });

  it('refuses more than one grain', () => {
    expect(() => zlibStream(new Uint8Array(mostContent + 1), efforts[6])).toThrow(RangeError);
  });
});
