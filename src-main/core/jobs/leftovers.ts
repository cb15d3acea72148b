import path from 'node:path';
import { DiskError, toDiskError } from '#shared/errors.ts';
import { removeLeftovers } from '../io/atomic-output.ts';
import type { WorkerJob } from './messages.ts';

/**
 * Removes the temporaries of a job whose thread is gone. Jobs that write name their `target`, and temporaries lie beside it.
 * Throws `job.left-behind` when they cannot be removed; `cause` says why the job ended.
 */
export async function removeJobLeftovers({ input, token }: WorkerJob, cause: string): Promise<void> {
  const target = targetOf(input);
  if (target === undefined) return;
  const folder = path.dirname(path.resolve(target));
  try {
    await removeLeftovers(folder, token);
  } catch (thrown) {
    const problem = toDiskError(thrown).message;
    throw new DiskError('job.left-behind', { cause, folder, problem }, { cause: thrown });
  }
}

function targetOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('target' in input)) return undefined;
  return typeof input.target === 'string' ? input.target : undefined;
}
