import path from 'node:path';
import { DiskError, toDiskError } from '#shared/errors.ts';
import { endingsOf } from '../io/part-name.ts';
import { settleOutput, type Settled } from '../io/settle-output.ts';
import type { JobTask } from './task.ts';

/**
 * Removes what a job left whose thread is gone; files that were being replaced at that moment are completed where that is safe.
 * Throws `job.left-behind` when something cannot be removed, `job.set-completed` and `job.set-unclear`, which a person should
 * know. `cause` says why the job ended.
 */
export async function removeJobLeftovers(task: JobTask, cause: string): Promise<void> {
  const target = targetOf(task) ?? repairedBy(task);
  if (target === undefined) return;
  const settled = await settle(target, task.token, cause);
  if (settled.kind === 'completed') throw new DiskError('job.set-completed', { path: target });
  if (settled.kind === 'unclear') {
    const { part, backup } = endingsOf(task.token);
    const { problem } = settled;
    throw new DiskError('job.set-unclear', {
      path: target,
      folder: path.dirname(target),
      problem,
      old: backup,
      new: part,
    });
  }
}

async function settle(target: string, token: string, cause: string): Promise<Settled> {
  try {
    return await settleOutput(target, token);
  } catch (thrown) {
    const problem = toDiskError(thrown).message;
    throw new DiskError('job.left-behind', { cause, folder: path.dirname(target), problem }, { cause: thrown });
  }
}

/**
 * The main file that a job makes or replaces; its temporaries lie beside it. Undefined for jobs that have none. A compaction
 * makes its `output` or, for streams, the image itself anew.
 */
export function targetOf({ operation, input }: Pick<JobTask, 'operation' | 'input'>): string | undefined {
  const { target, output, path: image } = typeof input === 'object' && input !== null ? (input as Named) : {};
  const named = target ?? output ?? (operation === 'compact' ? image : undefined);
  return typeof named === 'string' ? path.resolve(named) : undefined;
}

/** The image that a repair changes: its journal is made beside it. */
function repairedBy({ operation, input }: JobTask): string | undefined {
  const { path: image } = typeof input === 'object' && input !== null ? (input as Named) : {};
  return operation === 'repair' && typeof image === 'string' ? path.resolve(image) : undefined;
}

interface Named {
  readonly target?: unknown;
  readonly output?: unknown;
  readonly path?: unknown;
}
