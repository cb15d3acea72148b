import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { filesOf, isActive, isRefusedInUse } from './job-view.ts';
import { useJobsStore } from './jobs.store.ts';

export interface JobActions {
  readonly cancel: Action;
  readonly pause: Action;
  readonly resume: Action;
  /** Queues the job once more; what it left on the list gives way, unless that says something of files that are left. */
  readonly retry: Action;
  /** The same, reading an image that another program may write to. */
  readonly readInUse: Action;
  readonly dismiss: Action;
  readonly showInFolder: Action;
}

/** What can be done with one job. */
export function useJob(job: () => JobSnapshot): JobActions {
  const backend = useBackend();
  const store = useJobsStore();
  const isCancelling = () => {
    const { state } = job();
    return state.kind === 'running' && state.cancelRequested;
  };
  const when = (isPossible: boolean) => (isPossible ? undefined : '');

  async function retry(changes: { readonly inUse?: 'read' }): Promise<void> {
    const { id, state } = job();
    const { jobs } = await backend.api();
    const next = await jobs.retry({ id, ...changes });
    store.retriedAs.set(id, next.id);
    if (state.kind !== 'interrupted' || state.notice === null) await jobs.dismiss({ id });
  }

  return {
    cancel: defineAction({
      validate: () => when(isActive(job()) && !isCancelling()),
      run: async () => {
        await (await backend.api()).jobs.cancel({ id: job().id });
      },
    }),
    pause: defineAction({
      validate: () => when(isActive(job()) && !isCancelling()),
      run: async () => {
        await (await backend.api()).jobs.pause({ id: job().id });
      },
    }),
    resume: defineAction({
      validate: () => when(isActive(job())),
      run: async () => {
        await (await backend.api()).jobs.resume({ id: job().id });
      },
    }),
    retry: defineAction({ validate: () => when(!isActive(job())), run: () => retry({}) }),
    readInUse: defineAction({
      validate: () => when(isRefusedInUse(job())),
      run: () => retry({ inUse: 'read' }),
    }),
    dismiss: defineAction({
      validate: () => when(!isActive(job())),
      run: async () => {
        await (await backend.api()).jobs.dismiss({ id: job().id });
      },
    }),
    showInFolder: defineAction({
      validate: () => when(filesOf(job()) !== undefined),
      run: async () => {
        await (await backend.api()).jobs.showInFolder({ id: job().id });
      },
    }),
  };
}
