import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { createRateHistory } from '#renderer/modules/jobs/rate-history.ts';
import { useJob } from '#renderer/modules/jobs/use-job.ts';
import { useJobs } from '#renderer/modules/jobs/use-jobs.ts';
import { useLimit } from '#renderer/modules/jobs/use-limit.ts';
import { useMove } from '#renderer/modules/jobs/use-move.ts';
import { announcements } from '#renderer/shell/announcer.ts';
import { useSettingsStore } from '#renderer/shell/settings.store.ts';
import { jobsText } from '#renderer/text/jobs.ts';
import { DiskError, toWire } from '#shared/errors.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { createTestApp, inApp, Machine } from './app.ts';
import { checkResult } from './maintenance-jobs.ts';

const running = {
  kind: 'running',
  progress: { phase: 'copy', done: 1, total: 2, unit: 'bytes' },
  cancelRequested: false,
} as const satisfies JobState;

/** What screen readers were given to say. */
const announced = () => announcements.value.map(({ text }) => text);

function job(id: string, state: JobState, more: Partial<JobSnapshot> = {}): JobSnapshot {
  const input = { source: `/disks/${id}.vmdk`, target: `/disks/${id}.vdi` };
  return { id, operation: 'convert', input, state, createdAt: 1, ...more };
}

describe('the list of jobs', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine();
    createTestApp(machine);
  });

  test('is not known to be empty before it has come', async () => {
    const store = useJobsStore();
    expect(store.isKnown).toBe(false);
    await vi.waitFor(() => {
      expect(store.isKnown).toBe(true);
    });
    expect(store.jobs).toEqual([]);
  });

  test('shows what runs first, then what waits in its order, then what ended last', async () => {
    const store = useJobsStore();
    machine.jobs = [
      job('second', { kind: 'queued' }),
      job('first', { kind: 'queued' }),
      job('older', { kind: 'cancelled' }, { endedAt: 5 }),
      job('running', running),
      job('newer', { kind: 'cancelled' }, { endedAt: 9 }),
    ];
    await vi.waitFor(() => {
      expect(store.inOrder.map(({ id }) => id)).toEqual(['running', 'first', 'second', 'newer', 'older']);
    });
    expect(store.activeCount).toBe(3);
    expect(store.activeTargets).toContain('/disks/running.vdi');
  });

  test('announces the end of a job once, and neither its ticks nor ends from before', async () => {
    const store = useJobsStore();
    machine.jobs = [job('old', { kind: 'cancelled' }), job('a', running)];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(2);
    });
    expect(announced()).toEqual([]);
    machine.jobs = [job('old', { kind: 'cancelled' }), job('a', { kind: 'succeeded', result: {} })];
    await vi.waitFor(() => {
      expect(announced().at(-1)).toBe('a.vdi is finished.');
    });
  });

  test('announces every one of several jobs that end at the same time', async () => {
    const store = useJobsStore();
    machine.jobs = [job('one', running), job('two', running)];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(2);
    });
    machine.jobs = [job('one', { kind: 'cancelled' }), job('two', { kind: 'succeeded', result: {} })];
    await vi.waitFor(() => {
      expect(announced().slice(-2)).toEqual(['one.vdi was cancelled.', 'two.vdi is finished.']);
    });
  });

  test('announces that a job waits for a person, once', async () => {
    const store = useJobsStore();
    const problem = toWire(new DiskError('job.waits-for-space', { path: '/disks/a.vdi' }));
    const waits = { ...running, kind: 'paused', resumeRequested: false, problem } as const satisfies JobState;
    machine.jobs = [job('a', running)];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(1);
    });
    machine.jobs = [job('a', waits)];
    await vi.waitFor(() => {
      expect(announced().at(-1)).toContain('/disks/a.vdi is full, so the job waits.');
    });
    expect(store.stalled.map(({ id }) => id)).toEqual(['a']);
    machine.jobs = [job('a', { ...waits, resumeRequested: true }), job('b', { kind: 'cancelled' })];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(2);
    });
    machine.jobs = [job('a', { kind: 'cancelled' }, { endedAt: 2 })];
    await vi.waitFor(() => {
      expect(announced().at(-1)).toBe('a.vdi was cancelled.');
      expect(store.stalled).toEqual([]);
    });
  });

  test('says what a check found, and keeps previews to the question that asked for them', async () => {
    const store = useJobsStore();
    const check = job('check', running, { operation: 'check', input: { path: '/disks/a.vdi' } });
    const preview = { ...check, id: 'preview', operation: 'preview-repair' };
    machine.jobs = [preview, check];
    await vi.waitFor(() => {
      expect(store.inOrder.map(({ id }) => id)).toEqual(['preview', 'check']);
    });
    const state: JobState = { kind: 'succeeded', result: checkResult('/disks/a.vdi') };
    machine.jobs = [{ ...check, state }];
    await vi.waitFor(() => {
      expect(announced().at(-1)).toBe(
        'The check of a.vdi is finished. The image is sound. 2 of its 4 blocks are stored.',
      );
    });
    machine.jobs = [
      { ...preview, state },
      { ...check, state },
    ];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(2);
    });
    expect(store.inOrder.map(({ id }) => id)).toEqual(['check']);
  });

  test('keeps the very objects of jobs that have not changed, so that only the others are drawn again', async () => {
    const store = useJobsStore();
    const copy = <T>(value: T): T => structuredClone(value);
    const done = job('done', { kind: 'succeeded', result: { files: [] } }, { endedAt: 5 });
    const waiting = job('waiting', { kind: 'queued' });
    const interrupted = job('interrupted', { kind: 'interrupted', progress: null, notice: null }, { endedAt: 5 });
    machine.jobs = [waiting, done, interrupted, job('busy', running)];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(4);
    });
    const before = store.jobs;
    const notice = toWire(new DiskError('job.set-completed', { path: '/disks/a.vdi' }));
    machine.jobs = [
      ...copy([waiting, done]),
      { ...interrupted, state: { kind: 'interrupted', progress: null, notice } },
      job('busy', { ...running, progress: { ...running.progress, done: 2 } }),
      job('new', { kind: 'queued' }),
    ];
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(5);
    });
    expect(store.jobs.map((one, index) => one === before[index])).toEqual([true, true, false, false, false]);
  });
});

describe('what is asked of jobs', () => {
  let machine: Machine;
  let app: ReturnType<typeof createTestApp>;

  beforeEach(() => {
    machine = new Machine();
    app = createTestApp(machine);
  });

  async function list(...jobs: readonly JobSnapshot[]): Promise<void> {
    const store = useJobsStore();
    machine.jobs = jobs;
    await vi.waitFor(() => {
      expect(store.jobs).toHaveLength(jobs.length);
    });
  }

  const queued = (id: string, state: object = {}) => job(id, { kind: 'queued', ...state });
  const paused = (id: string) =>
    job(id, { kind: 'paused', progress: running.progress, cancelRequested: false, resumeRequested: false });

  test('pausing all holds back what waits before it pauses what runs, and leaves alone what is ending', async () => {
    await list(
      queued('b'),
      queued('held', { held: true }),
      job('ending', { ...running, cancelRequested: true }),
      job('a', running),
    );
    await inApp(app, useJobs).pauseAll.run();
    expect(machine.askedOfJobs).toEqual([
      ['pause', { id: 'b' }],
      ['pause', { id: 'a' }],
    ]);
  });

  test('resuming all lets go on what had begun before what had not', async () => {
    await list(queued('held', { held: true }), queued('waiting'), paused('paused'), job('busy', running));
    await inApp(app, useJobs).resumeAll.run();
    expect(machine.askedOfJobs).toEqual([
      ['resume', { id: 'paused' }],
      ['resume', { id: 'held' }],
    ]);
  });

  test('a job is moved by one place, and not beyond the ends', async () => {
    const [last, middle, first] = [queued('c'), queued('b'), queued('a')] as const;
    await list(last, middle, first, job('busy', running));
    const move = (one: JobSnapshot) => inApp(app, () => useMove(() => one));
    expect([move(first).earlier.isPossible.value, move(last).later.isPossible.value]).toEqual([false, false]);
    await move(first).earlier.take();
    await move(first).later.take();
    await move(middle).earlier.take();
    await move(middle).later.take();
    expect(machine.askedOfJobs).toEqual([
      ['reorder', { id: 'a', before: 'c' }],
      ['reorder', { id: 'b', before: 'a' }],
      ['reorder', { id: 'b', before: null }],
    ]);
    expect(announced().at(-1)).toBe('b.vdi is number 3 of 3 that wait.');
  });

  test('a job that is tried again gives way, unless it says something of files that are left', async () => {
    const notice = toWire(new DiskError('job.set-completed', { path: '/disks/a.vdi' }));
    const failed = job('failed', { kind: 'failed', error: notice });
    const crashed = job('crashed', { kind: 'interrupted', progress: null, notice });
    for (const one of [failed, crashed]) await inApp(app, () => useJob(() => one)).retry.run();
    expect(machine.askedOfJobs).toEqual([
      ['retry', { id: 'failed' }],
      ['dismiss', { id: 'failed' }],
      ['retry', { id: 'crashed' }],
    ]);
  });

  test('the limit is a setting, and an emptied field changes nothing', async () => {
    const limit = inApp(app, useLimit);
    await vi.waitFor(() => {
      expect(useSettingsStore().isKnown).toBe(true);
    });
    limit.value = null;
    limit.value = 5;
    await vi.waitFor(() => {
      expect(limit.value).toBe(5);
    });
    expect(machine.settings.parallelJobs).toBe(5);
  });
});

test('what runs, is paused and waits is summed up in words', () => {
  const words = [jobsText.summary(0, 0, 0), jobsText.summary(2, 0, 1), jobsText.summary(0, 1, 12)];
  expect(words).toEqual(['Nothing is running.', 'Two running, one waiting.', 'One paused, 12 waiting.']);
});

test('a speed curve takes a point every 400 ms, keeps the last 48 and forgets jobs that are gone', () => {
  const history = createRateHistory();
  for (let now = 0; now < 60 * 400; now += 200)
    history.record([job('a', running, { bytesPerSecond: now + 1 })], now + 1000);
  expect([history.of('a').length, history.of('a').at(-1)]).toEqual([48, 59 * 400 + 1]);
  history.record([], 1e6);
  expect(history.of('a')).toEqual([]);
});
