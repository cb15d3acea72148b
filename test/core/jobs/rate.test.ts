import { expect, test } from 'vitest';
import { estimate, observe, type Pace } from '#main/core/jobs/rate.ts';
import { MiB } from '#shared/model/bytes.ts';
import type { Progress } from '#shared/model/job.ts';

function copied(done: number): Progress {
  return { phase: 'copy', done, total: 100 * MiB, unit: 'bytes' };
}

/** Feeds reports, each with its time in milliseconds. */
function paceOf(...reports: readonly (readonly [at: number, progress: Progress])[]): Pace {
  const [first, ...others] = reports;
  if (!first) throw new Error('a pace needs a report');
  return others.reduce((pace, [at, progress]) => observe(pace, progress, at), observe(undefined, first[1], first[0]));
}

test('A steady copy shows its speed and the time that is left at it.', () => {
  const pace = paceOf([0, copied(0)], [1000, copied(10 * MiB)], [2000, copied(20 * MiB)]);
  expect(estimate(pace)).toEqual({ bytesPerSecond: 10 * MiB, secondsLeft: 8 });
});

test('Nothing is said within the first second.', () => {
  expect(estimate(paceOf([0, copied(0)]))).toEqual({});
  expect(estimate(paceOf([0, copied(0)], [999, copied(MiB)]))).toEqual({});
});

test('Only the last seconds count, so a disk that became slow shows.', () => {
  const fast = Array.from({ length: 10 }, (_, second) => [second * 1000, copied(second * 8 * MiB)] as const);
  const slow = Array.from(
    { length: 6 },
    (_, second) => [9000 + second * 1000, copied(72 * MiB + second * MiB)] as const,
  );
  expect(estimate(paceOf(...fast, ...slow)).bytesPerSecond).toBe(MiB);
});

test('A burst of reports keeps few samples and the same speed.', () => {
  const burst = Array.from({ length: 100_001 }, (_, at) => [at / 10, copied(at * 1024)] as const);
  const pace = paceOf(...burst);
  expect(pace.samples.length).toBeLessThanOrEqual(55);
  expect(estimate(pace).bytesPerSecond).toBe(10_000 * 1024);
});

test('A new phase starts afresh.', () => {
  const pace = paceOf([0, copied(0)], [2000, copied(20 * MiB)], [2100, { phase: 'verify', done: 0, unit: 'bytes' }]);
  expect(estimate(pace)).toEqual({});
  expect(pace.samples).toEqual([{ at: 2100, done: 0 }]);
});

test('Progress that goes back starts afresh.', () => {
  expect(paceOf([0, copied(20)], [2000, copied(10)]).samples).toEqual([{ at: 2000, done: 10 }]);
});

test('A stalled copy has a speed of nothing and no time left to name.', () => {
  expect(estimate(paceOf([0, copied(MiB)], [3000, copied(MiB)]))).toEqual({ bytesPerSecond: 0 });
});

test('Items have time left but no bytes per second; an unknown total has no time left.', () => {
  const items = (done: number): Progress => ({ phase: 'check', done, total: 10, unit: 'items' });
  expect(estimate(paceOf([0, items(0)], [2000, items(5)]))).toEqual({ secondsLeft: 2 });
  const open = (done: number): Progress => ({ phase: 'copy', done, unit: 'bytes' });
  expect(estimate(paceOf([0, open(0)], [2000, open(5000)]))).toEqual({ bytesPerSecond: 2500 });
});
