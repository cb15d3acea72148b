import type { WireError } from '../errors.ts';

export interface Progress {
  /** A key such as `copy` or `verify`; its words are in shared/text. */
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'items';
}

export type JobState =
  /** `held`: it does not begin until it is resumed, and lets those behind it go first. */
  | { readonly kind: 'queued'; readonly held?: true }
  | { readonly kind: 'running'; readonly progress: Progress; readonly cancelRequested: boolean }
  /** `resumeRequested`: it waits until another job gives its place. A cancel makes it run again, towards its end. */
  | {
      readonly kind: 'paused';
      readonly progress: Progress;
      readonly cancelRequested: false;
      readonly resumeRequested: boolean;
      /** What has to be solved before it is resumed, as that the disk is full; absent when a person paused it. */
      readonly problem?: WireError;
    }
  | { readonly kind: 'succeeded'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'cancelled' }
  /**
   * Platter itself ended before the job did. `progress` is the last that was on record, null for a job that had not begun;
   * `notice` says what is left to know or to do about its files.
   */
  | { readonly kind: 'interrupted'; readonly progress: Progress | null; readonly notice: WireError | null };

/** Everything a client needs to show a job: a late client is right at once. Times are Unix milliseconds. */
export interface JobSnapshot {
  readonly id: string;
  /** The operation, such as `convert`. */
  readonly operation: string;
  readonly input: unknown;
  readonly state: JobState;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Smoothed over the last seconds; absent until it is known. */
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** What a person has to solve before the job goes on; undefined for one that waits for nothing of the kind. */
export function problemOf({ state }: Pick<JobSnapshot, 'state'>): WireError | undefined {
  return state.kind === 'paused' ? state.problem : undefined;
}

/** True for a job that says what another one would do. It answers a question of the moment, and is shown where that was asked. */
export function isPreview({ operation }: Pick<JobSnapshot, 'operation'>): boolean {
  return operation.startsWith('preview-');
}
