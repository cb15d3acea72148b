import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Job } from '#main/core/jobs/job.ts';

const hour = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 100 * hour });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([-hour, hour])(
  'a clock that jumps by %d milliseconds changes neither the speed of a job nor the time left',
  (jump) => {
    const job = new Job({ id: 'a', operation: 'hash', input: {}, createdAt: Date.now(), state: { kind: 'queued' } });
    job.begin();
    job.report({ phase: 'hash', done: 0, total: 10_000, unit: 'bytes' });
    vi.advanceTimersByTime(1000);
    vi.setSystemTime(Date.now() + jump);
    vi.advanceTimersByTime(1000);
    job.report({ phase: 'hash', done: 2000, total: 10_000, unit: 'bytes' });
    expect(job.snapshot).toMatchObject({ bytesPerSecond: 1000, secondsLeft: 8 });
  },
);

test('no job ends before it began, when the clock is set back meanwhile', () => {
  const job = new Job({ id: 'a', operation: 'hash', input: {}, createdAt: Date.now(), state: { kind: 'queued' } });
  job.begin();
  vi.setSystemTime(Date.now() - hour);
  job.end({ kind: 'succeeded', result: null });
  expect(job.snapshot.endedAt).toBe(job.snapshot.startedAt);
});
