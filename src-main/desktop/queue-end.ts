import type { Notification } from 'electron';
import type { JobSnapshot } from '#shared/model/job.ts';
import { isUnfinished } from './job-counts.ts';
import { nameOf } from './job-name.ts';
import { notify, type NotificationWords, type NotifyParts } from './notify.ts';
import { desktopWords } from './words.ts';

/**
 * Tells the person, once, when the last job has ended and what became of those that ran since the queue was empty before. What
 * they cancelled themselves is no news. Gives back what takes the jobs as they are.
 */
export function announceQueueEnd(parts: NotifyParts): (jobs: readonly JobSnapshot[]) => void {
  let known: ReadonlySet<string> | undefined;
  let round = new Set<string>();
  let shown: Notification | undefined;

  return (jobs) => {
    // A job may have begun and ended since the list before, which need not be the last there was.
    const before = known ?? new Set(jobs.map(({ id }) => id));
    for (const job of jobs) if (isUnfinished(job) || !before.has(job.id)) round.add(job.id);
    known = new Set(jobs.map(({ id }) => id));
    if (jobs.some(isUnfinished)) return;

    const words = wordsOf(jobs.filter(({ id }) => round.has(id)));
    round = new Set();
    const told = words && notify(words, parts);
    if (!told) return;
    shown?.close();
    shown = told;
  };
}

function wordsOf(jobs: readonly JobSnapshot[]): NotificationWords | undefined {
  const { one, many, noneLeft, seeWhy } = desktopWords().queueEnd;
  const done = jobs.filter(({ state }) => state.kind === 'succeeded');
  const failed = jobs.filter(({ state }) => state.kind === 'failed');
  const [only, other] = [...done, ...failed];
  if (only === undefined) return undefined;
  const body = failed.length > 0 ? seeWhy : noneLeft;
  if (other === undefined) return { title: (failed.length > 0 ? one.failed : one.done)(nameOf(only)), body };
  if (failed.length === 0) return { title: many.done(done.length), body };
  if (done.length === 0) return { title: many.failed(failed.length), body };
  return { title: many.mixed(done.length, failed.length), body };
}
