import type { Operation } from '../disk/format.ts';

/** What a runner is asked to do: an operation by name. */
export interface JobTask {
  readonly operation: string;
  readonly input: unknown;
}

/** Runs one job to its end; rejects with a DiskError of the code `cancelled` when it obeyed the signal. */
export type JobRunner = Operation<JobTask, unknown>;
