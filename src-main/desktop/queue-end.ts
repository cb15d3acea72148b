import path from 'node:path';
import { Notification } from 'electron';
import { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import { plain } from '#shared/text/plain.ts';
import { isUnfinished } from './job-counts.ts';
import { desktopWords } from './words.ts';

/** When and how the person is told. */
export interface QueueEndParts {
  /** Whether they are to be told: they wish it, and do not see the window. */
  readonly isWanted: () => boolean;
  /** They clicked on what they were told. */
  readonly onClick: () => void;
}

/**
 * Tells the person, once, when the last job has ended and what became of those that ran since the queue was empty before. What
 * they cancelled themselves is no news. Gives back what takes the jobs as they are.
 */
export function announceQueueEnd({ isWanted, onClick }: QueueEndParts): (jobs: readonly JobSnapshot[]) => void {
  let known: ReadonlySet<string> | undefined;
  let round = new Set<string>();
  /** One that nobody holds is collected, and its click with it. */
  let shown: Notification | undefined;

  return (jobs) => {
    // A job may have begun and ended since the list before, which need not be the last there was.
    const before = known ?? new Set(jobs.map(({ id }) => id));
    for (const job of jobs) if (isUnfinished(job) || !before.has(job.id)) round.add(job.id);
    known = new Set(jobs.map(({ id }) => id));
    if (jobs.some(isUnfinished)) return;

    const words = wordsOf(jobs.filter(({ id }) => round.has(id)));
    round = new Set();
    if (words === undefined || !isWanted() || !Notification.isSupported()) return;
    shown?.close();
    shown = new Notification(words);
    shown.on('click', onClick);
    shown.show();
  };
}

/**
 * Names of files stand in the title only: desktops of Linux read the body as markup, in which a name could pass for a link.
 */
function wordsOf(jobs: readonly JobSnapshot[]): { readonly title: string; readonly body: string } | undefined {
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

/** What jobs call the file they make, else the one they are about. */
const files = z.object({
  target: z.string().optional(),
  output: z.string().optional(),
  source: z.string().optional(),
  path: z.string().optional(),
});

function nameOf({ input, operation }: JobSnapshot): string {
  const { target, output, source, path: image } = files.safeParse(input).data ?? {};
  return plain(path.basename(target ?? output ?? source ?? image ?? operation));
}
