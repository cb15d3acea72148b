import type { WireError } from '../errors.ts';

export interface Progress {
  /** A key such as `copy` or `verify`; its words are in shared/text. */
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'items';
}

export type JobState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running' | 'paused'; readonly progress: Progress; readonly cancelRequested: boolean }
  | { readonly kind: 'succeeded'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'cancelled' };

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
