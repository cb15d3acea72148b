import type { JobSnapshot } from '#shared/model/job.ts';

/**
 * The list as it is now, with the very objects of before for jobs that have not changed: every message brings all jobs anew, and
 * only the cards of those that changed should be drawn again.
 */
export function keepUnchanged(before: readonly JobSnapshot[], now: readonly JobSnapshot[]): readonly JobSnapshot[] {
  const known = new Map(before.map((job) => [job.id, job]));
  return now.map((job) => {
    const old = known.get(job.id);
    return old && isSame(old, job) ? old : job;
  });
}

function isSame(old: JobSnapshot, job: JobSnapshot): boolean {
  // A result never changes, and may be long. Of one that was interrupted, more may be found out.
  const { kind } = job.state;
  if (kind === 'succeeded' || kind === 'failed' || kind === 'cancelled') return old.endedAt === job.endedAt;
  return JSON.stringify(old) === JSON.stringify(job);
}
