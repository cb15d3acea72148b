import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from '#main/core/jobs/paced.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('The first request acts at once; those that follow act together, once, at the end of the interval.', () => {
  const action = vi.fn();
  const pace = paced(100, action);
  pace.request();
  expect(action).toHaveBeenCalledTimes(1);
  for (let request = 0; request < 50; request += 1) pace.request();
  vi.advanceTimersByTime(99);
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(action).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(action).toHaveBeenCalledTimes(2);
});

test('now() does not wait, and takes over what was asked before.', () => {
  const action = vi.fn();
  const pace = paced(100, action);
  pace.request();
  pace.request();
  pace.now();
  vi.advanceTimersByTime(1000);
  expect(action).toHaveBeenCalledTimes(2);
});

test('stop() forgets what was asked and leaves no timer.', () => {
  const action = vi.fn();
  const pace = paced(100, action);
  pace.request();
  pace.request();
  pace.stop();
  expect(vi.getTimerCount()).toBe(0);
  expect(action).toHaveBeenCalledTimes(1);
});
