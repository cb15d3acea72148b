import type { BrowserWindow } from 'electron';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { PersonData } from '../services/person-data.ts';
import { follow } from './follow.ts';
import { countJobs, type JobCounts } from './job-counts.ts';
import { announceQueueEnd } from './queue-end.ts';
import { announceStalled } from './stalled.ts';
import { stayAwake } from './stay-awake.ts';
import { showProgressOnTaskbar } from './taskbar.ts';

/** What jobs are shown by, outside of the page. */
export interface ShowJobsParts extends Pick<PersonData, 'board' | 'settings'> {
  readonly window: () => BrowserWindow | undefined;
  /** The person clicked on what they were told of jobs. */
  readonly onClick: () => void;
}

/** Lets the desktop know of the jobs from now on. Gives back how many there are at any time. */
export function showJobs({ board, settings, window, onClick }: ShowJobsParts): () => JobCounts {
  let counts = countJobs([]);
  const count = (jobs: readonly JobSnapshot[]) => {
    counts = countJobs(jobs);
  };
  const isWanted = () => settings.current.settings.notifications && !window()?.isFocused();
  const notifying = { isWanted, onClick };
  const telling = [announceQueueEnd(notifying), announceStalled(notifying)];
  const listeners = [count, showProgressOnTaskbar(window), stayAwake(), ...telling];
  void follow(board, (jobs) => {
    for (const tell of listeners) tell(jobs);
  });
  return () => counts;
}
