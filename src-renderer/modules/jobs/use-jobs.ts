import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { isPaused } from './job-view.ts';
import { useJobsStore } from './jobs.store.ts';

export interface JobsActions {
  readonly pauseAll: Action;
  readonly resumeAll: Action;
  /** Takes every ended job off the list. */
  readonly dismissEnded: Action;
}

/** What can be done with all jobs at once. */
export function useJobs(): JobsActions {
  const backend = useBackend();
  const store = useJobsStore();
  const pausable = () => store.active.filter((job) => !isPaused(job) && !isEnding(job));
  const paused = () => store.active.filter(isPaused);
  const unlessEmpty = (jobs: readonly JobSnapshot[]) => (jobs.length === 0 ? '' : undefined);

  return {
    pauseAll: defineAction({
      validate: () => unlessEmpty(pausable()),
      run: async () => {
        const { jobs } = await backend.api();
        // What waits is held back first: it would begin in the place of what is paused.
        const inTurn = pausable().toSorted((one, other) => begins(one) - begins(other));
        for (const { id } of inTurn) await jobs.pause({ id });
      },
    }),
    resumeAll: defineAction({
      validate: () => unlessEmpty(paused()),
      run: async () => {
        const { jobs } = await backend.api();
        const inTurn = paused().toSorted((one, other) => begins(other) - begins(one));
        for (const { id } of inTurn) await jobs.resume({ id });
      },
    }),
    dismissEnded: defineAction({
      validate: () => unlessEmpty(store.ended),
      run: async () => {
        const { jobs } = await backend.api();
        await Promise.all(store.ended.map(({ id }) => jobs.dismiss({ id })));
      },
    }),
  };
}

/** 1 for a job that has begun, 0 for one that waits. */
function begins({ state }: JobSnapshot): number {
  return state.kind === 'queued' ? 0 : 1;
}

function isEnding({ state }: JobSnapshot): boolean {
  return state.kind === 'running' && state.cancelRequested;
}
