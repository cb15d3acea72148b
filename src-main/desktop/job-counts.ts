import type { JobSnapshot } from '#shared/model/job.ts';

/** How many jobs are under way. */
export interface JobCounts {
  /** Queued, running and paused ones. */
  readonly unfinished: number;
  readonly paused: number;
}

/** Whether a job has still something to do. */
export function isUnfinished({ endedAt }: JobSnapshot): boolean {
  return endedAt === undefined;
}

export function countJobs(jobs: readonly JobSnapshot[]): JobCounts {
  return {
    unfinished: jobs.filter(isUnfinished).length,
    paused: jobs.filter(({ state }) => state.kind === 'paused').length,
  };
}
