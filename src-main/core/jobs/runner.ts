import { Worker, type ResourceLimits } from 'node:worker_threads';
import { DiskError, fromWire } from '#shared/errors.ts';
import type { JobControl, JobRunner } from './task.ts';
import { removeJobLeftovers } from './leftovers.ts';
import type { FromWorker, ToWorker, WorkerJob } from './messages.ts';

export interface WorkerRunnerOptions {
  /** The script of the worker. Default: the one that knows Platter's operations. */
  readonly entry?: URL;
  /** Of the JavaScript heap; buffers of disk content lie outside of it. */
  readonly resourceLimits?: ResourceLimits;
  /** How long a worker may ignore that it was cancelled before it is terminated. Default 10 seconds. */
  readonly graceMs?: number;
}

/** In the bundle every chunk lies in one folder; from source this file's neighbour is the entry. */
const ownEntry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './job-worker.js', import.meta.url);

/** Enough for the tables of the largest disks; a hostile image takes its worker down at most. */
const ownLimits: ResourceLimits = { maxOldGenerationSizeMb: 1024 };

/**
 * Runs each job in a worker thread of its own, so that the window never waits for one and no job takes others down. A worker
 * that ends without a result, or that has to be terminated, leaves no temporary behind.
 * A job rejects with its own error, with `job.cancelled`, `job.crashed` or `job.left-behind`.
 */
export function createWorkerRunner(options: WorkerRunnerOptions = {}): JobRunner {
  const { entry = ownEntry, resourceLimits = ownLimits, graceMs = 10_000 } = options;
  return async (task, control) => {
    control.signal.throwIfAborted();
    const job: WorkerJob = { ...task, gate: control.gate.shared };
    const worker = new Worker(entry, { workerData: job, resourceLimits, name: task.operation });
    const end = await endOf(worker, control, graceMs);
    switch (end.kind) {
      case 'done':
        return end.result;
      case 'failed':
        throw fromWire(end.error);
      case 'terminated':
        await removeJobLeftovers(job, 'it did not stop when it was cancelled');
        throw new DiskError('job.cancelled');
      case 'crashed':
        await removeJobLeftovers(job, end.cause);
        throw new DiskError('job.crashed', { cause: end.cause });
    }
  };
}

type WorkerEnd =
  | Exclude<FromWorker, { kind: 'progress' | 'stalled' }>
  | { readonly kind: 'terminated' }
  | { readonly kind: 'crashed'; readonly cause: string };

/** Settles when the thread is gone, so that nothing of the job is still being written. */
async function endOf(
  worker: Worker,
  { signal, report, gate, stalled }: JobControl,
  graceMs: number,
): Promise<WorkerEnd> {
  let end: WorkerEnd | undefined;
  let timer: NodeJS.Timeout | undefined;

  const cancel = () => {
    gate.open();
    worker.postMessage({ kind: 'cancel' } satisfies ToWorker);
    timer = setTimeout(() => {
      end ??= { kind: 'terminated' };
      void worker.terminate();
    }, graceMs);
  };
  signal.addEventListener('abort', cancel, { once: true });

  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'progress') report(message.progress);
    else if (message.kind === 'stalled') stalled(message.problem);
    else {
      end ??= message;
      // Whatever the operation forgot to close does not keep its thread alive.
      void worker.terminate();
    }
  });
  worker.on('error', (thrown) => {
    end ??= { kind: 'crashed', cause: thrown instanceof Error ? thrown.message : String(thrown) };
  });
  return new Promise((resolve) => {
    worker.on('exit', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(end ?? { kind: 'crashed', cause: `its thread exited with code ${String(code)}` });
    });
  });
}
