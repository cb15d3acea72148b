import type { Progress } from '#shared/model/job.ts';

/**
 * Thins reports out: at most one per interval, but always the first and the last of a phase. Operations report whenever
 * something is done; how often that is worth showing is decided here.
 */
export function thinned(milliseconds: number, show: (progress: Progress) => void): (progress: Progress) => void {
  let phase: string | undefined;
  let shownAt = -Infinity;
  return (progress) => {
    const now = performance.now();
    const isEnd = progress.done === progress.total;
    if (progress.phase === phase && !isEnd && now - shownAt < milliseconds) return;
    phase = progress.phase;
    shownAt = now;
    show(progress);
  };
}
