import { DiskError, toWire } from '#shared/errors.ts';
import type { JobSnapshot, JobState, Progress } from '#shared/model/job.ts';

/** A job as the board shows it; one whose state is an end has ended. */
export function job(id: string, state: JobState, input: unknown = { target: `/images/${id}.vmdk` }): JobSnapshot {
  const hasEnded = !['queued', 'running', 'paused'].includes(state.kind);
  return { id, operation: 'convert', input, state, createdAt: 1, ...(hasEnded && { endedAt: 2 }) };
}

export const queued: JobState = { kind: 'queued' };
export const succeeded: JobState = { kind: 'succeeded', result: {} };
export const cancelled: JobState = { kind: 'cancelled' };
export const failed: JobState = {
  kind: 'failed',
  error: { code: 'no-space', reason: 'space.too-little', message: 'There is too little space.', facts: {} },
};

/** Running, with so many bytes done; without a total nobody knows how many there are. */
export function running(done = 0, total?: number, unit: Progress['unit'] = 'bytes'): JobState {
  const progress = { phase: 'copy', done, unit, ...(total !== undefined && { total }) };
  return { kind: 'running', progress, cancelRequested: false };
}

export function paused(done: number, total: number) {
  const progress = { phase: 'copy', done, total, unit: 'bytes' as const };
  return { kind: 'paused', progress, cancelRequested: false, resumeRequested: false } as const satisfies JobState;
}

/** Paused by itself, because of a full disk. */
export function stalled(done: number, total: number) {
  const problem = toWire(new DiskError('job.waits-for-space', { path: '/images' }));
  return { ...paused(done, total), problem } as const satisfies JobState;
}
