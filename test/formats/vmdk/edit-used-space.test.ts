import { expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { UsedSpace } from '#main/core/formats/vmdk/edit-used-space.ts';
import { seededRandom } from '#test/support/random.ts';

test('finds an overlap exactly when a plain list of sectors has one', () => {
  const random = seededRandom(1);
  const found = { overlaps: 0, none: 0 };
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    const grain = random.pick([1, 8, 16]);
    const phase = random.below(grain);
    const space = new UsedSpace(grain, MiB);
    const taken = new Map<number, number>();
    const take = (start: number, length: number) => {
      for (let sector = start; sector < start + length; sector += 1) taken.set(sector, (taken.get(sector) ?? 0) + 1);
    };
    for (let i = random.below(6); i >= 0; i -= 1) {
      const isOnGrid = random.below(4) > 0;
      const start = random.below(40) * grain + (isOnGrid ? phase : random.below(grain));
      if (random.below(3) > 0) {
        space.addGrain(start);
        take(start, grain);
      } else {
        const length = 1 + random.below(3 * grain);
        space.addRange(start, length);
        take(start, length);
      }
    }
    const twice = [...taken].filter(([, times]) => times > 1).map(([sector]) => sector);
    const overlap = space.findOverlap();
    if (twice.length === 0) expect(overlap).toBeUndefined();
    else expect(twice).toContain(overlap);
    expect(space.end).toBe(Math.max(...taken.keys()) + 1);
    found[twice.length === 0 ? 'none' : 'overlaps'] += 1;
  }
  expect(Math.min(found.overlaps, found.none)).toBeGreaterThan(300);
});

test('grains all over a file of 2 TiB take no more memory than was allowed', () => {
  const space = new UsedSpace(1, 64 * 1024);
  for (let sector = 0; sector < 2 ** 32; sector += 2 ** 22) space.addGrain(sector);
  expect(space.isTooScattered).toBe(true);
});
