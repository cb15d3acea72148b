import { DiskError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';

/** What the line looks at. */
interface InLine {
  readonly snapshot: Pick<JobSnapshot, 'id' | 'state'>;
}

/**
 * The jobs that may go on now: those that were paused and are to be resumed come first, since they were begun before, then
 * queued ones; each in the order of the list. Those that are held back stay. Paused jobs take no place, so that a person who pauses one lets others through.
 */
export function nextInLine<J extends InLine>(jobs: readonly J[], limit: number): readonly J[] {
  const stateOf = ({ snapshot }: J) => snapshot.state;
  const places = limit - jobs.filter((job) => stateOf(job).kind === 'running').length;
  const resumed = jobs.filter((job) => {
    const state = stateOf(job);
    return state.kind === 'paused' && state.resumeRequested;
  });
  const queued = jobs.filter((job) => {
    const state = stateOf(job);
    return state.kind === 'queued' && state.held !== true;
  });
  return [...resumed, ...queued].slice(0, Math.max(0, places));
}

/**
 * The same jobs with a queued one moved in front of another queued one, or behind all of them. A job that has begun in the
 * meantime counts as the front of the queue. Whatever does not wait keeps its place on the list. Throws `job.not-queued`.
 */
export function reordered<J extends InLine>(
  jobs: readonly J[],
  { id, before }: { readonly id: string; readonly before: string | null },
): readonly J[] {
  const isQueued = ({ snapshot }: J) => snapshot.state.kind === 'queued';
  const queued = jobs.filter(isQueued);
  const moved = queued.find(({ snapshot }) => snapshot.id === id);
  if (!moved) throw new DiskError('job.not-queued', { id });
  if (before === id) return jobs;
  const others = queued.filter((job) => job !== moved);
  const found = others.findIndex(({ snapshot }) => snapshot.id === before);
  const place = before === null ? others.length : Math.max(0, found);
  const inOrder = others.toSpliced(place, 0, moved).values();
  return jobs.map((job) => (isQueued(job) ? (inOrder.next().value ?? job) : job));
}
