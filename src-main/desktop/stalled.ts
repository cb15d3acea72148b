import type { Notification } from 'electron';
import { problemOf, type JobSnapshot } from '#shared/model/job.ts';
import { nameOf } from './job-name.ts';
import { notify, type NotificationWords, type NotifyParts } from './notify.ts';
import { desktopWords } from './words.ts';

/**
 * Tells the person, once for each time, that a job goes on only when they have solved something: the queue would never end, and
 * they would find it in the morning. What they were told goes when the job does. Gives back what takes the jobs as they are.
 */
export function announceStalled(parts: NotifyParts): (jobs: readonly JobSnapshot[]) => void {
  /** What was shown of each job that waits now; undefined of those whose person was not to be told. */
  const known = new Map<string, Notification | undefined>();

  return (jobs) => {
    const stalled = new Map(jobs.filter((job) => problemOf(job) !== undefined).map((job) => [job.id, job]));
    for (const [id, shown] of known) {
      if (stalled.has(id)) continue;
      shown?.close();
      known.delete(id);
    }
    for (const [id, job] of stalled) if (!known.has(id)) known.set(id, notify(wordsOf(job), parts));
  };
}

function wordsOf(job: JobSnapshot): NotificationWords {
  const { title, noSpace, other } = desktopWords().stalled;
  return { title: title(nameOf(job)), body: problemOf(job)?.reason === 'job.waits-for-space' ? noSpace : other };
}
