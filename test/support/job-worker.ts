import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { partName } from '#main/core/io/part-name.ts';
import { work, type JobOperation } from '#main/core/jobs/work.ts';
import { DiskError } from '#shared/errors.ts';

/** Everything that a job can do to its worker thread, good and bad. */
const operations: Readonly<Record<string, JobOperation>> = {
  echo: (input) => Promise.resolve(input),

  /** Reports `steps` times, as fast as it can, in two phases. */
  report: async (input, { report }) => {
    const { steps } = input as { steps: number };
    for (const phase of ['copy', 'verify']) {
      for (let done = 0; done <= steps; done += 1) {
        report({ phase, done, total: steps, unit: 'bytes' });
        if (done % 100 === 0) await sleep(1);
      }
    }
    return 'reported';
  },

  /** Counts to `steps`, a millisecond each, and gives the sum: what a pause must not change. Leaves a part, if it has a target. */
  count: async (input, { signal, report }, token) => {
    const { steps } = input as { steps: number };
    await leavePart(input, token);
    let sum = 0;
    for (let done = 1; done <= steps; done += 1) {
      signal.throwIfAborted();
      sum += done;
      report({ phase: 'copy', done, total: steps, unit: 'bytes' });
      await sleep(1);
    }
    return sum;
  },

  obedient: async (_, { signal, report }) => {
    report({ phase: 'copy', done: 1, total: 2, unit: 'bytes' });
    await sleep(60_000, undefined, { signal });
    return 'never';
  },

  /** Was nearly finished when it was told to stop. */
  finishAnyway: async (_, { signal, report }) => {
    report({ phase: 'copy', done: 1, unit: 'bytes' });
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    return 'finished';
  },

  refuse: () => Promise.reject(new DiskError('target.exists', { path: '/disks/a.vdi' })),

  exit: async (input, _, token) => {
    await leavePart(input, token);
    process.exit(3);
  },

  exitAtOnce: () => process.exit(1),

  throwElsewhere: async (input, _, token) => {
    await leavePart(input, token);
    setTimeout(() => {
      throw new Error('thrown where nobody catches');
    });
    await sleep(60_000);
    return 'never';
  },

  exhaustMemory: () => {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
  },

  /** Never comes back to its event loop, so it never hears that it was cancelled. */
  deaf: async (input, { report }, token) => {
    await leavePart(input, token);
    report({ phase: 'copy', done: 1, unit: 'bytes' });
    await sleep(100);
    for (;;);
  },

  leaveOpen: () => {
    setInterval(() => undefined, 1000);
    return Promise.resolve('result');
  },
};

/** Writes what an interrupted conversion would leave beside its target. */
async function leavePart(input: unknown, token: string): Promise<void> {
  const { target } = input as { target?: string };
  if (target !== undefined)
    await writeFile(path.join(path.dirname(target), partName(path.basename(target), token)), 'x');
}

await work(operations);
