import { describe, expect, it } from 'vitest';
import { GrainClaims, PagedBits } from '#main/core/formats/vmdk/check-claims.ts';
import { judgePair, type EntryState } from '#main/core/formats/vmdk/check-entry.ts';
import { SectorRanges } from '#main/core/formats/vmdk/check-ranges.ts';
import { judgeTables, tableState } from '#main/core/formats/vmdk/check-table-places.ts';
import { seededRandom } from '#test/support/random.ts';

const memory = 1 << 20;

describe('remembering which places grains have', () => {
  it.each([1, 2, 3])('agrees with a list of all sectors about grains on and off the grid, series %i', (seed) => {
    const random = seededRandom(seed);
    const claims = new GrainClaims(8, 16, memory);
    const sectors = new Set<number>();
    for (let i = 0; i < 400; i += 1) {
      const start = random.below(4) === 0 ? 16 + random.below(4000) : 16 + 8 * random.below(500);
      const own = Array.from({ length: 8 }, (_, k) => start + k);
      const isFree = own.every((sector) => !sectors.has(sector));
      expect({ start, isFree: !claims.isTaken(start) }).toEqual({ start, isFree });
      expect(claims.claim(start)).toBe(isFree);
      for (const sector of own) sectors.add(sector);
    }
  });

  it('takes the grid of the first grain where the header has another', () => {
    const claims = new GrainClaims(8, 13, memory);
    expect(claims.isAligned(13)).toBe(true);
    claims.claim(64);
    expect([claims.phase, claims.isAligned(72), claims.isAligned(13)]).toEqual([0, true, false]);
  });

  it('says so when it has no room for more', () => {
    const bits = new PagedBits(4096);
    expect([bits.add(7), bits.add(7), bits.has(7), bits.isComplete]).toEqual([true, false, true, true]);
    expect([bits.add(1e9), bits.has(1e9), bits.isComplete]).toEqual([true, false, false]);
  });
});

describe('remembering where metadata lies', () => {
  const ranges = new SectorRanges([
    { start: 20, end: 24 },
    { start: 0, end: 1 },
    { start: 24, end: 30 },
    { start: 28, end: 29 },
  ]);

  it('tells whether a run touches it', () => {
    const touched = [0, 1, 11, 12, 13, 29, 30].map((start) => ranges.touches(start, 8));
    expect(touched).toEqual([true, false, false, false, true, true, false]);
    expect(ranges.end).toBe(30);
  });

  it('counts the slots of a grid that it touches, each once', () => {
    expect(ranges.slots(8, 0)).toBe(3);
    expect(ranges.slots(4, 0)).toBe(4);
    expect(ranges.slots(8, 4)).toBe(2);
  });
});

describe('judging where tables lie', () => {
  it('tells those outside, in taken places and on each other, in any order', () => {
    const { absent, good, outside, shared } = tableState;
    const taken = new SectorRanges([{ start: 0, end: 22 }]);
    const entries = Uint32Array.of(60, 0, 40, 43, 30, 97, 96, 21, 64);
    const states = judgeTables(entries, 4, 100 * 512, taken);
    expect([...states]).toEqual([good, absent, shared, shared, good, outside, good, outside, good]);
  });
});

describe('judging two copies of an entry', () => {
  it.each<[EntryState, EntryState, 'free' | 'taken', string]>([
    ['data', 'absent', 'taken', 'second-stale'],
    ['data', 'outside', 'taken', 'second-stale'],
    ['absent', 'cut', 'taken', 'second-stale'],
    ['absent', 'data', 'taken', 'second-stale'],
    ['absent', 'data', 'free', 'first-missing'],
    ['data', 'data', 'free', 'differ'],
    ['data', 'data', 'taken', 'second-stale'],
    ['zeroed', 'data', 'free', 'differ'],
    ['zeroed', 'absent', 'free', 'second-stale'],
    ['data', 'zeroed', 'free', 'differ'],
    ['outside', 'data', 'free', 'first-spoiled'],
    ['metadata', 'data', 'taken', 'both-wrong'],
    ['outside', 'absent', 'free', 'both-wrong'],
    ['outside', 'cut', 'free', 'both-wrong'],
  ])('of which the first is %s and the second %s, in a place that is %s: %s', (first, second, place, verdict) => {
    expect(judgePair(first, second, place === 'free')).toBe(verdict);
  });
});
