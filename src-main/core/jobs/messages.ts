import type { WireError } from '#shared/errors.ts';
import type { Progress } from '#shared/model/job.ts';
import type { JobTask } from './task.ts';

/** What a worker is started with. */
export interface WorkerJob extends JobTask {
  /** The memory of the job's gate. */
  readonly gate: SharedArrayBuffer;
}

/** What a worker tells: progress, and that it has shut its gate because of a problem, any number of times; then one end. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'stalled'; readonly problem: WireError }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: WireError };

/** The only thing a worker is told, apart from its gate. */
export interface ToWorker {
  readonly kind: 'cancel';
}
