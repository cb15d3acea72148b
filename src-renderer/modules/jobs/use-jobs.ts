import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useJobsStore } from './jobs.store.ts';
import { filesOf, isActive } from './job-view.ts';

export interface JobActions {
  readonly cancel: Action;
  readonly dismiss: Action;
  readonly showInFolder: Action;
}

/** What can be done with one job. */
export function useJob(job: () => JobSnapshot): JobActions {
  const backend = useBackend();
  const isCancelling = () => {
    const { state } = job();
    return state.kind === 'running' && state.cancelRequested;
  };

  return {
    cancel: defineAction({
      validate: () => (isActive(job()) && !isCancelling() ? undefined : ''),
      run: async () => {
        await (await backend.api()).jobs.cancel({ id: job().id });
      },
    }),
    dismiss: defineAction({
      validate: () => (isActive(job()) ? '' : undefined),
      run: async () => {
        await (await backend.api()).jobs.dismiss({ id: job().id });
      },
    }),
    showInFolder: defineAction({
      validate: () => (filesOf(job()) ? undefined : ''),
      run: async () => {
        const { source, target = source } = filesOf(job()) ?? {};
        if (target !== undefined) await (await backend.api()).shell.showInFolder({ path: target });
      },
    }),
  };
}

/** Takes every ended job off the list. */
export function useDismissEnded(): Action {
  const backend = useBackend();
  const store = useJobsStore();
  return defineAction({
    validate: () => (store.ended.length === 0 ? '' : undefined),
    run: async () => {
      const api = await backend.api();
      await Promise.all(store.ended.map(({ id }) => api.jobs.dismiss({ id })));
    },
  });
}
