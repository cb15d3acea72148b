import type { Progress } from '#shared/model/job.ts';

/**
 * Thins reports out: at most one per interval, but always the first of a phase and the one that says it is done, once. Operations report whenever
 * something is done; how often that is worth showing is decided here.
 */
export function thinned(milliseconds: number, show: (progress: Progress) => void): (progress: Progress) => void {
  let phase: string | undefined;
  let wasEnd = false;
  let shownAt = -Infinity;
  return (progress) => {
    const now = performance.now();
    const isEnd = progress.done === progress.total;
    const isNews = progress.phase !== phase || (isEnd && !wasEnd);
    if (!isNews && now - shownAt < milliseconds) return;
    phase = progress.phase;
    wasEnd = isEnd;
    shownAt = now;
    show(progress);
  };
}
