import { expect, test } from 'vitest';
import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import { RangeSet } from '#main/core/io/range-set.ts';
import { seededRandom } from '#test/support/random.ts';

test('ranges that touch or overlap become one, in whatever order they come', () => {
  const set = new RangeSet();
  for (const [start, length] of [
    [50, 10],
    [0, 10],
    [10, 5],
    [58, 12],
    [30, 0],
    [12, 1],
  ] as const)
    set.add({ start, length });
  expect(set.first(9)).toEqual([
    { start: 0, length: 15 },
    { start: 50, length: 20 },
  ]);
  expect([set.bytes, set.count, set.first(1).length, set.isEmpty]).toEqual([35, 2, 1, false]);
});

test('tells the parts of a range that it holds', () => {
  const set = new RangeSet();
  set.add({ start: 10, length: 10 });
  set.add({ start: 40, length: 10 });
  expect(set.within({ start: 15, length: 30 })).toEqual([
    { start: 15, length: 5 },
    { start: 40, length: 5 },
  ]);
  expect(set.within({ start: 20, length: 20 })).toEqual([]);
});

test.each([[1_000_000], [20]])('holds every byte that was added, with at most %d ranges', (most) => {
  const set = new RangeSet(most);
  const random = seededRandom(5);
  const bytes = new Uint8Array(5000);
  for (let i = 0; i < 300; i += 1) {
    const range: ByteRange = { start: random.below(4900), length: random.below(9) };
    set.add(range);
    bytes.fill(1, range.start, endOf(range));
  }
  const held = new Uint8Array(5000);
  for (const range of set.first(Infinity)) held.fill(1, range.start, endOf(range));
  expect(set.count).toBeLessThanOrEqual(most);
  if (most > 300) expect(held).toEqual(bytes);
  else expect(bytes.every((byte, i) => byte === 0 || held[i] === 1)).toBe(true);
});
