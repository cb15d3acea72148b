import type { WireError } from '#shared/errors.ts';
import type { Watch } from '../disk/format.ts';
import type { Gate } from './gate.ts';

/** What a runner is asked to do: an operation by name. */
export interface JobTask {
  readonly operation: string;
  readonly input: unknown;
  /** The id of the job. It marks the temporaries that the job writes, so that they are found whatever becomes of it. */
  readonly token: string;
}

/** How a job is followed and led while it runs. */
export interface JobControl extends Watch {
  readonly gate: Gate;
  /** Called when the job waits at its gate, which it has shut itself, for a problem that a person has to solve. */
  readonly stalled: (problem: WireError) => void;
}

/** Runs one job to its end; rejects with a DiskError of the code `cancelled` when it obeyed the signal. */
export type JobRunner = (task: JobTask, control: JobControl) => Promise<unknown>;
