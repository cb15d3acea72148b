import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createBoard } from '#main/core/jobs/board.ts';
import { showJobs, type ShowJobsParts } from '#main/desktop/show-jobs.ts';
import { announceStalled } from '#main/desktop/stalled.ts';
import { DiskError, toWire } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { Notification } from '../support/electron-double.ts';
import { job, paused, running, stalled, succeeded } from './job.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

const noSpace = 'There is no room left where the job writes. Free some space there, then resume it.';
const told = () => Notification.shown.map(({ title, body }) => ({ title, body }));

beforeEach(() => {
  Notification.shown.length = 0;
});

describe('a job that waits until a person has solved something', () => {
  let isWanted = true;
  let clicks = 0;
  let tell: (jobs: readonly JobSnapshot[]) => void;

  beforeEach(() => {
    isWanted = true;
    clicks = 0;
    tell = announceStalled({ isWanted: () => isWanted, onClick: () => (clicks += 1) });
  });

  test('is told once, also while it is to be resumed, and once more when that did not help', () => {
    tell([job('a', running(1, 2)), job('b', running(1, 2))]);
    for (let time = 0; time < 2; time += 1) tell([job('a', stalled(1, 2)), job('b', running(1, 2))]);
    tell([job('a', { ...stalled(1, 2), resumeRequested: true }), job('b', running(1, 2))]);
    expect(told()).toEqual([{ title: 'Needs you: a.vmdk', body: noSpace }]);
    tell([job('a', running(1, 2)), job('b', stalled(1, 2))]);
    tell([job('a', stalled(1, 2)), job('b', stalled(1, 2))]);
    expect(told().map(({ title }) => title)).toEqual(['Needs you: a.vmdk', 'Needs you: b.vmdk', 'Needs you: a.vmdk']);
  });

  test('is not one that a person has paused', () => {
    tell([job('a', paused(1, 2))]);
    expect(told()).toEqual([]);
  });

  test('is no longer told of when it goes on, and a click leads to it', () => {
    tell([job('a', stalled(1, 2)), job('b', stalled(1, 2))]);
    Notification.shown[0]?.emit('click');
    expect(clicks).toBe(1);
    tell([job('a', succeeded), job('b', stalled(1, 2))]);
    expect(Notification.shown.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  test('is not told to someone who does not wish it or sees the window, then or later', () => {
    isWanted = false;
    tell([job('a', stalled(1, 2))]);
    isWanted = true;
    tell([job('a', stalled(1, 2))]);
    expect(told()).toEqual([]);
  });

  test('whose problem is another one is told in general words', () => {
    const { problem, ...state } = stalled(1, 2);
    tell([job('a', { ...state, problem: { ...problem, reason: 'file.missing' } })]);
    expect(told()[0]?.body).toBe('The job waits until something is solved. The Jobs page says what it is.');
  });
});

test.for([
  [true, ['Needs you: disk.vdi']],
  [false, []],
] as const)('a job that finds the disk full is told of as the settings say: %s', async ([notifications, titles]) => {
  const problem = toWire(new DiskError('job.waits-for-space', { path: '/images' }));
  const board = createBoard({
    runner: (_, { stalled: stall, signal }) => {
      stall(problem);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    },
  });
  const settings = { current: { settings: { ...defaultSettings, notifications }, notice: null } };
  const parts: ShowJobsParts = {
    board,
    settings: settings as unknown as ShowJobsParts['settings'],
    window: () => undefined,
    onClick: () => undefined,
  };
  const counts = showJobs(parts);
  board.start('create', { target: '/images/disk.vdi' });
  await vi.waitFor(() => {
    expect(counts()).toEqual({ unfinished: 1, paused: 1 });
  });
  expect(told().map(({ title }) => title)).toEqual(titles);
  await board.close();
});
