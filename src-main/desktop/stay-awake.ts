import { powerSaveBlocker } from 'electron';
import type { JobSnapshot } from '#shared/model/job.ts';

/** Keeps the machine from falling asleep while a job runs; its display may. Gives back what takes the jobs as they are. */
export function stayAwake(): (jobs: readonly JobSnapshot[]) => void {
  let blocker: number | undefined;
  return (jobs) => {
    const isRunning = jobs.some(({ state }) => state.kind === 'running');
    if (isRunning) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
}
