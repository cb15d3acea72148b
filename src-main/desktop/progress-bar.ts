import { problemOf, type JobSnapshot, type Progress } from '#shared/model/job.ts';

/** What the taskbar or the dock shows of all jobs together. */
export interface ProgressBar {
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'paused' | 'error';
  /** From 0 to 1, in hundredths: nothing finer can be seen. */
  readonly fraction: number;
}

const noBar: ProgressBar = { mode: 'none', fraction: 0 };

/**
 * The mean of the jobs that have begun, each with the weight of its bytes. Jobs that do not know yet how much they have to do do
 * not count; where none knows, the bar only says that something is going on. When none runs and one waits until a person has
 * solved something, it is an error.
 */
export function progressBarOf(jobs: readonly JobSnapshot[]): ProgressBar {
  const running = jobs.flatMap(({ state }) => (state.kind === 'running' ? [state.progress] : []));
  const paused = jobs.flatMap(({ state }) => (state.kind === 'paused' ? [state.progress] : []));
  if (running.length > 0) {
    const fraction = meanOf(running);
    return fraction === undefined ? { mode: 'indeterminate', fraction: 0 } : { mode: 'normal', fraction };
  }
  if (paused.length === 0) return noBar;
  const isStalled = jobs.some((job) => problemOf(job) !== undefined);
  return { mode: isStalled ? 'error' : 'paused', fraction: meanOf(paused) ?? 1 };
}

function meanOf(progresses: readonly Progress[]): number | undefined {
  const known = progresses.flatMap(({ done, total = 0, unit }) => (total > 0 ? [{ done, total, unit }] : []));
  if (known.length === 0) return undefined;
  // Bytes and items cannot be added up: where both are counted, each job weighs the same.
  const weigh = known.every(({ unit }) => unit === 'bytes') ? (total: number) => total : () => 1;
  const whole = sum(known.map(({ total }) => weigh(total)));
  const done = sum(known.map(({ done, total }) => (Math.min(done, total) / total) * weigh(total)));
  return Math.floor((done / whole) * 100) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
