import { toWire, type WireError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { removeJobLeftovers } from '../leftovers.ts';

/**
 * A job as it is known after its process has ended: as it was, if it had ended; else interrupted, at the last time it was known
 * to live (Unix milliseconds).
 */
export function asInterrupted(job: JobSnapshot, lastSeenAt: number): JobSnapshot {
  if (job.endedAt !== undefined) return job;
  const { id, operation, input, createdAt, startedAt, state } = job;
  const progress = 'progress' in state ? state.progress : null;
  return {
    id,
    operation,
    input,
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    state: { kind: 'interrupted', progress, notice: null },
    endedAt: Math.max(lastSeenAt, startedAt ?? createdAt),
  };
}

/** Removes what an interrupted job left beside its target; resolves to what a person should know of that, if anything. */
export async function tidyUpAfter({ id, operation, input }: JobSnapshot): Promise<WireError | null> {
  try {
    await removeJobLeftovers({ operation, input, token: id }, 'Platter ended while it ran');
    return null;
  } catch (thrown) {
    return toWire(thrown);
  }
}
