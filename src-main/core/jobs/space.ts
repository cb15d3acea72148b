import { setImmediate as nextTurn } from 'node:timers/promises';
import { DiskError, toWire } from '#shared/errors.ts';
import type { WhenFull } from '../io/when-full.ts';
import type { Gate } from './gate.ts';
import type { FromWorker } from './messages.ts';

interface Stall {
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly tell: (message: FromWorker) => void;
}

/**
 * What a job does when the disk that it writes to is full: its thread shuts its own gate, says why, and stands there until a
 * person has made room and resumes it, or cancels it.
 */
export function waitForSpace({ gate, signal, tell }: Stall): WhenFull {
  let resumedAt = -Infinity;
  return async ({ facts }, attemptedAt) => {
    // Several writes are under way at once: one person, asked once.
    if (attemptedAt < resumedAt) return;
    gate.shut();
    tell({ kind: 'stalled', problem: toWire(new DiskError('job.waits-for-space', { path: facts['path'] ?? '' })) });
    gate.wait();
    resumedAt = performance.now();
    // That it was cancelled is a message, which is heard between two turns.
    await nextTurn();
    signal.throwIfAborted();
  };
}
