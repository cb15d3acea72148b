import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { progressBarOf } from '#main/desktop/progress-bar.ts';
import { showProgressOnTaskbar } from '#main/desktop/taskbar.ts';
import { WebContentsDouble } from '../support/electron-double/page.ts';
import { WindowDouble } from '../support/electron-double/window.ts';
import { pretendProcess } from './process.ts';
import { failed, job, paused, queued, running, stalled, succeeded } from './job.ts';

describe('the bar of all jobs', () => {
  test('is the mean of those that run, by their bytes', () => {
    const jobs = [job('small', running(100, 100)), job('large', running(150, 900)), job('waiting', queued)];
    expect(progressBarOf(jobs)).toEqual({ mode: 'normal', fraction: 0.25 });
  });

  test('leaves out those that do not know how much there is, and is endless when none knows', () => {
    const unknown = job('unknown', running(5));
    expect(progressBarOf([unknown, job('known', running(1, 4))])).toEqual({ mode: 'normal', fraction: 0.25 });
    expect(progressBarOf([unknown, job('empty', running(0, 0))])).toEqual({ mode: 'indeterminate', fraction: 0 });
  });

  test('weighs each job the same where not all of them count bytes', () => {
    const jobs = [job('bytes', running(0, 1_000_000)), job('items', running(3, 4, 'items'))];
    expect(progressBarOf(jobs)).toEqual({ mode: 'normal', fraction: 0.37 });
  });

  test('is full at most, however much more than expected was done', () => {
    expect(progressBarOf([job('long', running(300, 100))])).toEqual({ mode: 'normal', fraction: 1 });
  });

  test('is paused when all are, and is not there when none is left', () => {
    const half = job('half', paused(1, 2));
    expect(progressBarOf([half, job('waiting', queued)])).toEqual({ mode: 'paused', fraction: 0.5 });
    expect(progressBarOf([half, job('running', running(1, 4))])).toEqual({ mode: 'normal', fraction: 0.25 });
    expect(progressBarOf([job('done', succeeded), job('failed', failed)])).toEqual({ mode: 'none', fraction: 0 });
  });
});

test('the bar of jobs that wait until a person has solved something is an error, as long as no other runs', () => {
  const half = job('half', stalled(1, 2));
  expect(progressBarOf([half, job('waiting', queued)])).toEqual({ mode: 'error', fraction: 0.5 });
  expect(progressBarOf([half, job('running', running(1, 4))])).toEqual({ mode: 'normal', fraction: 0.25 });
});

describe('the button in the taskbar', () => {
  let window: WindowDouble;

  beforeEach(() => {
    vi.useFakeTimers();
    window = new WindowDouble({}, new WebContentsDouble());
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** What shows the jobs on a system of that name. */
  function showOn(platform: NodeJS.Platform) {
    pretendProcess({ platform });
    // The double has the parts of a window that are used here.
    return showProgressOnTaskbar(() => window as unknown as BrowserWindow);
  }

  test('shows the jobs from their beginning to their end, and is left alone when nothing can be seen to change', () => {
    const show = showOn('win32');
    for (const done of [0, 250, 251, 252, 500]) show([job('a', running(done, 1000))]);
    show([job('a', paused(500, 1000))]);
    show([job('a', stalled(500, 1000))]);
    show([job('a', succeeded)]);
    show([]);
    expect(window.bars).toEqual([
      [0, 'normal'],
      [0.25, 'normal'],
      [0.5, 'normal'],
      [0.5, 'paused'],
      [0.5, 'error'],
      [-1, 'none'],
    ]);
  });

  test.for([
    ['win32', 2],
    ['darwin', 2],
    ['linux', 0],
  ] as const)('has an endless bar where there is one: %s', ([platform, value]) => {
    showOn(platform)([job('a', running())]);
    expect(window.bars).toEqual([[value, 'indeterminate']]);
  });

  test('is red for a while when a job fails while the person is elsewhere', () => {
    const show = showOn('win32');
    show([job('a', running(1, 2)), job('b', running(1, 2))]);
    show([job('a', failed), job('b', running(1, 2))]);
    show([job('a', failed), job('b', succeeded)]);
    vi.advanceTimersByTime(60_000);
    expect(window.bars).toEqual([
      [0.5, 'normal'],
      [0.5, 'error'],
      [1, 'error'],
      [-1, 'none'],
    ]);
  });

  test('is red no longer once the person comes back', () => {
    const show = showOn('win32');
    show([job('a', running(1, 2))]);
    show([job('a', failed)]);
    window.focus();
    expect(window.bars.at(-1)).toEqual([-1, 'none']);
  });

  test('is not red for a failure that the person sees, nor for one of an earlier time', () => {
    const show = showOn('win32');
    show([job('old', failed)]);
    window.show();
    show([job('a', running(1, 2)), job('old', failed)]);
    show([job('a', failed), job('old', failed)]);
    expect(window.bars.map(([, mode]) => mode)).toEqual(['none', 'normal', 'none']);
  });

  test('of a window that is gone is not touched; the next window has its own', () => {
    const show = showOn('darwin');
    show([job('a', running(1, 2))]);
    window.destroy();
    show([job('a', running(2, 3))]);
    window = new WindowDouble({}, new WebContentsDouble());
    show([job('a', running(2, 3))]);
    expect(window.bars).toEqual([[0.66, 'normal']]);
  });
});
