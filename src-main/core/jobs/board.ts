import { v4 as uuid } from 'uuid';
import { DiskError, toWire } from '#shared/errors.ts';
import type { JobSnapshot, JobState, Progress } from '#shared/model/job.ts';
import { createLatest } from './latest.ts';
import { paced } from './paced.ts';
import { estimate, observe, type Pace } from './rate.ts';
import { createWorkerRunner } from './runner.ts';
import type { JobRunner } from './task.ts';

export interface BoardOptions {
  /** Default: a worker thread for each job. */
  readonly runner?: JobRunner;
  /** Jobs that run at the same time; the others wait in order. Default 2: a disk gains nothing from more. */
  readonly limit?: number;
  /** Ended jobs that stay on the list; the oldest leave it. Default 200. */
  readonly remembered?: number;
  /** Between two snapshots that differ in progress only. Default 100. */
  readonly paceMs?: number;
}

/** All jobs of this process. */
export interface Board {
  /** Queues a job and returns its id. Throws `job.not-started` once the board is closing. */
  start(operation: string, input: unknown): string;
  /** Asks a job to stop; an ended job stays as it is. Throws `job.unknown`. */
  cancel(id: string): void;
  /** A job as it is now. Throws `job.unknown`. */
  find(id: string): JobSnapshot;
  /** Takes an ended job off the list. Throws `job.unknown` and `job.not-ended`. */
  dismiss(id: string): void;
  /** All jobs, newest first: now, and again whenever something changed. A slow reader gets the latest only. */
  watch(signal: AbortSignal): AsyncIterable<readonly JobSnapshot[]>;
  /** Cancels every job, waits until they have ended and cleaned up, and ends every watch. */
  close(): Promise<void>;
}

interface Job {
  /** What one snapshot of the job takes over from the one before. */
  fixed: Pick<JobSnapshot, 'id' | 'operation' | 'input' | 'createdAt' | 'startedAt'>;
  snapshot: JobSnapshot;
  readonly controller: AbortController;
  pace?: Pace;
  ended?: Promise<void>;
}

const starting: Progress = { phase: 'start', done: 0, unit: 'items' };

export function createBoard(options: BoardOptions = {}): Board {
  const { runner = createWorkerRunner(), limit = 2, remembered = 200, paceMs = 100 } = options;
  /** In the order of their start. */
  const jobs = new Map<string, Job>();
  const latest = createLatest<readonly JobSnapshot[]>([]);
  const publishing = paced(paceMs, () => {
    latest.publish([...jobs.values()].map(({ snapshot }) => snapshot).reverse());
  });
  let closing = false;

  /** A change of state is shown at once; progress is paced. */
  function show(job: Job, rest: Omit<JobSnapshot, keyof Job['fixed']>): void {
    job.snapshot = { ...job.fixed, ...rest };
    publishing.now();
  }

  function showProgress(job: Job, progress: Progress): void {
    const { state } = job.snapshot;
    if (state.kind !== 'running') return;
    job.pace = observe(job.pace, progress, performance.now());
    job.snapshot = { ...job.fixed, state: { ...state, progress }, ...estimate(job.pace) };
    publishing.request();
  }

  async function run(job: Job): Promise<void> {
    job.fixed = { ...job.fixed, startedAt: Date.now() };
    show(job, { state: { kind: 'running', progress: starting, cancelRequested: false } });
    const { operation, input } = job.fixed;
    const report = (progress: Progress) => {
      showProgress(job, progress);
    };
    end(job, await outcome(() => runner({ operation, input }, { signal: job.controller.signal, report })));
    advance();
  }

  function end(job: Job, state: JobState): void {
    job.snapshot = { ...job.fixed, state, endedAt: Date.now() };
    const ended = [...jobs.values()].map(({ snapshot }) => snapshot).filter(hasEnded);
    ended.sort((one, other) => one.endedAt - other.endedAt);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - remembered))) jobs.delete(id);
    publishing.now();
  }

  /** Starts what waits, as far as there is room. */
  function advance(): void {
    const all = [...jobs.values()];
    const room = limit - all.filter(({ snapshot }) => snapshot.state.kind === 'running').length;
    const queued = all.filter(({ snapshot }) => snapshot.state.kind === 'queued');
    for (const job of queued.slice(0, Math.max(0, room))) job.ended = run(job);
  }

  function find(id: string): Job {
    const job = jobs.get(id);
    if (!job) throw new DiskError('job.unknown', { id });
    return job;
  }

  function cancel(job: Job): void {
    const { state } = job.snapshot;
    if (state.kind === 'queued') end(job, { kind: 'cancelled' });
    if (state.kind !== 'running' || state.cancelRequested) return;
    job.snapshot = { ...job.snapshot, state: { ...state, cancelRequested: true } };
    publishing.now();
    job.controller.abort();
  }

  return {
    start(operation, input) {
      if (closing) throw new DiskError('job.not-started');
      const id = uuid();
      const fixed = { id, operation, input, createdAt: Date.now() };
      jobs.set(id, { fixed, snapshot: { ...fixed, state: { kind: 'queued' } }, controller: new AbortController() });
      publishing.now();
      advance();
      return id;
    },
    cancel(id) {
      cancel(find(id));
    },
    find: (id) => find(id).snapshot,
    dismiss(id) {
      if (!hasEnded(find(id).snapshot)) throw new DiskError('job.not-ended', { id });
      jobs.delete(id);
      publishing.now();
    },
    watch: (signal) => latest.watch(signal),
    async close() {
      closing = true;
      for (const job of [...jobs.values()]) cancel(job);
      await Promise.all([...jobs.values()].flatMap(({ ended }) => ended ?? []));
      publishing.stop();
      latest.close();
    },
  };
}

/** How a job ended, by what became of its work. */
async function outcome(work: () => Promise<unknown>): Promise<JobState> {
  try {
    return { kind: 'succeeded', result: await work() };
  } catch (thrown) {
    const error = toWire(thrown);
    return error.code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error };
  }
}

function hasEnded(snapshot: JobSnapshot): snapshot is JobSnapshot & { readonly endedAt: number } {
  return snapshot.endedAt !== undefined;
}
