import { v4 as uuid } from 'uuid';
import { DiskError, toWire, type WireError } from '#shared/errors.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import type { JobHistory } from './history/history.ts';
import { Job } from './job.ts';
import { createLatest } from './latest.ts';
import { nextInLine, reordered } from './line.ts';
import { paced } from './paced.ts';
import { remember, usuallyRemembered } from './remembered.ts';
import { createWorkerRunner } from './runner.ts';
import type { JobRunner } from './task.ts';

export interface BoardOptions {
  /** Default: a worker thread for each job. */
  readonly runner?: JobRunner;
  /** Jobs that run at the same time; the others wait in order. Default 2: a disk gains nothing from more. */
  readonly limit?: number;
  /** Ended jobs that stay on the list, beside some previews; the oldest leave it. Default 200. */
  readonly remembered?: number;
  /** Between two snapshots that differ in progress only. Default 100. */
  readonly paceMs?: number;
  /** Where jobs of earlier processes come from and these are kept. Without it, nothing survives this process. */
  readonly history?: JobHistory;
}

/** All jobs of this process. */
export interface Board {
  /** Queues a job and returns its id. Throws `job.not-started` once the board is closing. */
  start(operation: string, input: unknown): string;
  /** Asks a job to stop; an ended job stays as it is. Throws `job.unknown`. */
  cancel(id: string): void;
  /** Lets a running job wait, and another one have its place; holds a queued one back. Throws `job.unknown`. */
  pause(id: string): void;
  /** Lets a paused job go on, or a held one begin, once there is a place; no other job is changed by it. Throws `job.unknown`. */
  resume(id: string): void;
  /** Moves a queued job in front of another one, or behind all with null. Throws `job.unknown` and `job.not-queued`. */
  reorder(id: string, before: string | null): void;
  /**
   * Queues an ended job once more, with those changes of its input, and returns the id of the new one. One that was interrupted is
   * tidied up after first.
   * Throws `job.unknown`, `job.not-ended` and `job.not-started`.
   */
  retry(id: string, changes?: object): Promise<string>;
  /** From now on so many jobs run at the same time. Those that run already go on, however many they are. */
  setLimit(limit: number): void;
  /** A job as it is now. Throws `job.unknown`. */
  find(id: string): JobSnapshot;
  /** Takes an ended job off the list. Throws `job.unknown` and `job.not-ended`. */
  dismiss(id: string): void;
  /** All jobs, newest first: now, and again whenever something changed. A slow reader gets the latest only. */
  watch(signal: AbortSignal): AsyncIterable<readonly JobSnapshot[]>;
  /** Cancels every job, waits until they have ended and cleaned up, and ends every watch. */
  close(): Promise<void>;
}

export function createBoard(options: BoardOptions = {}): Board {
  const { runner = createWorkerRunner(), remembered = usuallyRemembered, paceMs = 100, history } = options;
  let { limit = 2 } = options;
  /** In the order of their start, which for queued ones is the order in which they run. */
  let jobs: readonly Job[] = (history?.earlier ?? []).map((snapshot) => new Job(snapshot));
  const snapshots = () => jobs.map(({ snapshot }) => snapshot);
  const latest = createLatest<readonly JobSnapshot[]>(snapshots().reverse());
  const publishing = paced(paceMs, () => {
    const list = snapshots();
    history?.note(list);
    // The history keeps the list itself.
    latest.publish(list.toReversed());
  });
  let closing = false;

  /** A change of state is shown at once; progress is paced. */
  function show(): void {
    publishing.now();
  }

  async function run(job: Job): Promise<void> {
    job.begin();
    show();
    // On record before it writes anything: a job that nobody knows of could not be tidied up after.
    if (history) await history.flush();
    const { id: token, operation, input } = job.snapshot;
    const { gate, controller } = job;
    const report: Parameters<JobRunner>[1]['report'] = (progress) => {
      job.report(progress);
      publishing.request();
    };
    // One that waits for a person gives its place like one that was paused by a person.
    const stalled = (problem: WireError) => {
      job.stall(problem);
      advance();
    };
    const control = { signal: controller.signal, report, gate, stalled };
    job.end(await outcome(() => runner({ operation, input, token }, control)));
    forget();
    advance();
  }

  /** Drops the oldest of too many ended jobs. */
  function forget(): void {
    const ended = snapshots().filter(({ endedAt }) => endedAt !== undefined);
    const kept = idsOf(remember(ended.sort(byEnd), remembered));
    jobs = jobs.filter(({ hasEnded, snapshot }) => !hasEnded || kept.has(snapshot.id));
  }

  /** Lets those go on that wait, as far as there is room, and shows it. */
  function advance(): void {
    for (const job of nextInLine(jobs, limit)) {
      if (job.snapshot.state.kind === 'paused') job.resume();
      else job.over = run(job);
    }
    show();
  }

  function find(id: string): Job {
    const job = jobs.find(({ snapshot }) => snapshot.id === id);
    if (!job) throw new DiskError('job.unknown', { id });
    return job;
  }

  function findEnded(id: string): Job {
    const job = find(id);
    if (!job.hasEnded) throw new DiskError('job.not-ended', { id });
    return job;
  }

  function start(operation: string, input: unknown): string {
    if (closing) throw new DiskError('job.not-started');
    const id = uuid();
    jobs = [...jobs, new Job({ id, operation, input, createdAt: Date.now(), state: { kind: 'queued' } })];
    advance();
    return id;
  }

  /** Tells of interrupted jobs what became of their files, once that is known. */
  async function explain(job: Job): Promise<void> {
    const explained = await history?.tidied(job.snapshot.id);
    if (!explained) return;
    job.explain(explained);
    show();
  }
  for (const job of jobs) void explain(job);

  return {
    start,
    cancel(id) {
      find(id).cancel();
      advance();
    },
    pause(id) {
      find(id).pause();
      advance();
    },
    resume(id) {
      find(id).askToResume();
      advance();
    },
    reorder(id, before) {
      find(id);
      jobs = reordered(jobs, { id, before });
      show();
    },
    async retry(id, changes) {
      const { operation, input } = findEnded(id).snapshot;
      await history?.tidied(id);
      return start(operation, changes ? { ...Object(input), ...changes } : input);
    },
    setLimit(most) {
      limit = most;
      advance();
    },
    find: (id) => find(id).snapshot,
    dismiss(id) {
      const dismissed = findEnded(id);
      jobs = jobs.filter((job) => job !== dismissed);
      show();
    },
    watch: (signal) => latest.watch(signal),
    async close() {
      closing = true;
      const active = jobs.filter(({ hasEnded }) => !hasEnded);
      for (const job of active) job.cancel();
      if (active.length > 0) show();
      await Promise.all(jobs.flatMap(({ over }) => over ?? []));
      publishing.stop();
      await history?.close();
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

function byEnd(one: JobSnapshot, other: JobSnapshot): number {
  return (one.endedAt ?? 0) - (other.endedAt ?? 0);
}

function idsOf(jobs: readonly JobSnapshot[]): ReadonlySet<string> {
  return new Set(jobs.map(({ id }) => id));
}
