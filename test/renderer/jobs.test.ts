import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { createRateHistory } from '#renderer/modules/jobs/rate-history.ts';
import { announcement } from '#renderer/shell/announcer.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { createTestApp, Machine } from './app.ts';
import { checkResult } from './maintenance-jobs.ts';

const running: JobState = {
  kind: 'running',
  progress: { phase: 'copy', done: 1, total: 2, unit: 'bytes' },
  cancelRequested: false,
};

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
    expect(announcement.value).toBe('');
    machine.jobs = [job('old', { kind: 'cancelled' }), job('a', { kind: 'succeeded', result: {} })];
    await vi.waitFor(() => {
      expect(announcement.value).toBe('a.vdi is finished.');
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
      expect(announcement.value).toBe(
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
});

test('a speed curve takes a point every 400 ms, keeps the last 48 and forgets jobs that are gone', () => {
  const history = createRateHistory();
  for (let now = 0; now < 60 * 400; now += 200)
    history.record([job('a', running, { bytesPerSecond: now + 1 })], now + 1000);
  expect([history.of('a').length, history.of('a').at(-1)]).toEqual([48, 59 * 400 + 1]);
  history.record([], 1e6);
  expect(history.of('a')).toEqual([]);
});
