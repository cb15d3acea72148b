import { expect, it } from 'vitest';
import { SlotSet } from '#main/core/formats/vdi/edit-slot-set.ts';
import { seededRandom } from '#test/support/random.ts';

it('a set of slots is what a plain set is, across words and pages of bits', () => {
  const random = seededRandom(1);
  const slots = new SlotSet();
  const plain = new Set<number>();
  const add = (slot: number) => {
    const isNew = !plain.has(slot);
    plain.add(slot);
    expect(slots.add(slot), `${slot}`).toBe(isNew);
  };
  for (let slot = 0; slot < 65_600; slot += 1) add(slot);
  for (let change = 0; change < 3000; change += 1) {
    const slot = random.pick([0, 31, 32, 63, 2047, 65_535, 65_536, 131_072, 1_000_000]) + random.below(3);
    if (random.below(2) === 0) add(slot);
    else {
      slots.delete(slot);
      plain.delete(slot);
    }
    if (change % 10 > 0) continue;
    let lowest = 0;
    while (plain.has(lowest)) lowest += 1;
    const below = random.pick([0, 1, 33, 65_537, 200_000, 2_000_000]);
    const lower = [...plain].filter((one) => one < below);
    const end = Math.max(-1, ...lower) + 1;
    expect({ lowest: slots.lowestAbsent(), end: slots.endBelow(below) }).toEqual({ lowest, end });
    expect({ count: slots.count, below: slots.countBelow(below) }).toEqual({ count: plain.size, below: lower.length });
  }
});

it('a run of slots is added as a whole, or not at all when one of them was there', () => {
  const random = seededRandom(2);
  const slots = new SlotSet();
  const plain = new Set<number>();
  for (let round = 0; round < 2000; round += 1) {
    const first = random.pick([0, 1, 31, 32, 65_500, 131_000, 900_000]) + random.below(400);
    const end = first + 1 + random.below(random.pick([3, 40, 200]));
    const run = Array.from({ length: end - first }, (_, i) => first + i);
    const isNew = !run.some((slot) => plain.has(slot));
    expect(slots.addRun(first, end), `${first} to ${end}`).toBe(isNew);
    if (isNew) for (const slot of run) plain.add(slot);
    if (random.below(4) === 0) {
      slots.delete(first);
      plain.delete(first);
    }
    expect([slots.count, slots.countBelow(end)]).toEqual([plain.size, [...plain].filter((one) => one < end).length]);
  }
});
