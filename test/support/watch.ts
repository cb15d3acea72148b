import type { Watch } from '#main/core/disk/format.ts';
import type { Progress } from '#shared/model/job.ts';

/** A watch that nobody looks at and nobody cancels. */
export const unwatched: Watch = { signal: new AbortController().signal, report: () => undefined };

/** A watch that keeps every report and cancels at the n-th one. */
export function cancellingAt(n: number): Watch & { readonly reports: readonly Progress[] } {
  const controller = new AbortController();
  const reports: Progress[] = [];
  return {
    signal: controller.signal,
    reports,
    report(progress) {
      reports.push(progress);
      if (reports.length >= n) controller.abort();
    },
  };
}

/** A watch that does something at the first report of a phase. */
export function actingAt(phase: string, action: () => void): Watch {
  let isDone = false;
  return {
    ...unwatched,
    report(progress) {
      if (progress.phase !== phase || isDone) return;
      isDone = true;
      action();
    },
  };
}
