import type { WireError } from '#shared/errors.ts';
import type { JobSnapshot, JobState, Progress } from '#shared/model/job.ts';
import { Gate } from './gate.ts';
import { estimate, observe, type Pace } from './rate.ts';

const starting: Progress = { phase: 'start', done: 0, unit: 'items' };

/** One job on the board: what a client sees of it, and the ways from one state to the next. A step that does not fit does nothing. */
export class Job {
  readonly gate = new Gate();
  readonly controller = new AbortController();
  /** Settles when a job that has begun is over. */
  over: Promise<void> | undefined;
  #snapshot: JobSnapshot;
  #pace: Pace | undefined;

  constructor(snapshot: JobSnapshot) {
    this.#snapshot = snapshot;
  }

  get snapshot(): JobSnapshot {
    return this.#snapshot;
  }

  get hasEnded(): boolean {
    return this.#snapshot.endedAt !== undefined;
  }

  begin(): void {
    this.#snapshot = { ...this.#snapshot, startedAt: Date.now() };
    this.#become({ kind: 'running', progress: starting, cancelRequested: false });
  }

  /** A job that is paused may have something to report until it comes by its gate. */
  report(progress: Progress): void {
    const { state } = this.#snapshot;
    if (state.kind === 'paused') this.#become({ ...state, progress });
    if (state.kind !== 'running') return;
    this.#pace = observe(this.#pace, progress, performance.now());
    this.#become({ ...state, progress }, estimate(this.#pace));
  }

  /** Notes that it waits at its gate until a person has solved a problem; one that is being cancelled is let go on to its end. */
  stall(problem: WireError): void {
    const { state } = this.#snapshot;
    const waits = state.kind === 'paused' || (state.kind === 'running' && !state.cancelRequested);
    if (!waits) {
      this.gate.open();
      return;
    }
    // It has shut it itself, but may have been let through since.
    this.gate.shut();
    this.#pace = undefined;
    const { progress } = state;
    this.#become({ kind: 'paused', progress, cancelRequested: false, resumeRequested: false, problem });
  }

  /** One that waits for its turn is held back from then on. */
  pause(): void {
    const { state } = this.#snapshot;
    if (state.kind === 'queued') this.#become({ kind: 'queued', held: true });
    const canPause = state.kind === 'paused' || (state.kind === 'running' && !state.cancelRequested);
    if (!canPause) return;
    this.gate.shut();
    // The time of the pause is no part of the speed afterwards.
    this.#pace = undefined;
    const { problem } = state.kind === 'paused' ? state : {};
    const why = problem === undefined ? {} : { problem };
    this.#become({ kind: 'paused', progress: state.progress, cancelRequested: false, resumeRequested: false, ...why });
  }

  /** Notes that a paused job is to go on, or one that was held back to begin, when there is a place. */
  askToResume(): void {
    const { state } = this.#snapshot;
    if (state.kind === 'queued') this.#become({ kind: 'queued' });
    if (state.kind === 'paused') this.#become({ ...state, resumeRequested: true });
  }

  resume(): void {
    const { state } = this.#snapshot;
    if (state.kind !== 'paused') return;
    this.gate.open();
    this.#become({ kind: 'running', progress: state.progress, cancelRequested: false });
  }

  /** A job that has not begun ends here; one that has is asked to, which ends a pause as well. */
  cancel(): void {
    const { state } = this.#snapshot;
    if (state.kind === 'queued') this.end({ kind: 'cancelled' });
    if ((state.kind !== 'running' && state.kind !== 'paused') || state.cancelRequested) return;
    this.#become({ kind: 'running', progress: state.progress, cancelRequested: true });
    this.controller.abort();
  }

  end(state: JobState): void {
    this.#become(state);
    const { createdAt, startedAt = createdAt } = this.#snapshot;
    // The clock may have been set back meanwhile; no job ends before it begins.
    this.#snapshot = { ...this.#snapshot, endedAt: Math.max(Date.now(), startedAt) };
  }

  /** Replaces what is known of a job that was interrupted before this process began. */
  explain(snapshot: JobSnapshot): void {
    this.#snapshot = snapshot;
  }

  #become(state: JobState, speed: Pick<JobSnapshot, 'bytesPerSecond' | 'secondsLeft'> = {}): void {
    const { id, operation, input, createdAt, startedAt } = this.#snapshot;
    const fixed = { id, operation, input, createdAt, ...(startedAt !== undefined && { startedAt }) };
    this.#snapshot = { ...fixed, state, ...speed };
  }
}
