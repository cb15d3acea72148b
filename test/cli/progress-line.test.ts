import { expect, test } from 'vitest';
import { progressLine } from '#main/cli/render/progress-bar.ts';
import { thinned } from '#main/cli/render/thinned.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import type { Progress } from '#shared/model/job.ts';

const halfway: Progress = { phase: 'copy', done: 1 * GiB, total: 2 * GiB, unit: 'bytes' };

test('the bar tells phase, share, amounts, rate and time left', () => {
  expect(progressLine(halfway, { bytesPerSecond: 100 * MiB, secondsLeft: 10.2 }, 200)).toBe(
    'Copying  [████████████············]  50 %  1 GiB of 2 GiB  100 MiB/s  10 s left',
  );
});

test('what is not known is not shown', () => {
  expect(progressLine({ phase: 'copy', done: 5, unit: 'items' }, {}, 200)).toBe('Copying  5');
});

test('nothing to do counts as done', () => {
  const nothing: Progress = { phase: 'verify', done: 0, total: 0, unit: 'bytes' };
  expect(progressLine(nothing, {}, 200)).toBe('Verifying  [████████████████████████] 100 %  0 bytes of 0 bytes');
});

test('the line never wraps in a narrow terminal', () => {
  expect(progressLine(halfway, {}, 20)).toHaveLength(19);
});

test('between two shown reports there is the interval, but the first and the last of a phase are always shown', () => {
  const shown: Progress[] = [];
  const report = thinned(1_000_000, (progress) => shown.push(progress));
  for (const phase of ['copy', 'verify']) {
    for (let done = 0; done <= 10; done += 1) report({ phase, done, total: 10, unit: 'bytes' });
  }
  expect(shown.map(({ phase, done }) => `${phase} ${String(done)}`)).toEqual([
    'copy 0',
    'copy 10',
    'verify 0',
    'verify 10',
  ]);
});
