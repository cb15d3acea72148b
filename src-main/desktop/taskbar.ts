import type { BrowserWindow, ProgressBarOptions } from 'electron';
import type { JobSnapshot } from '#shared/model/job.ts';
import { progressBarOf, type ProgressBar } from './progress-bar.ts';

/** How long a failure colours the bar, in milliseconds, unless the person comes back before. */
const failureShownMs = 10_000;

/**
 * Shows the progress of the jobs on the window's button in the taskbar, or in the dock. A failure while the person is elsewhere
 * makes the bar red for a while, on systems that can. Gives back what takes the jobs as they are.
 */
export function showProgressOnTaskbar(
  currentWindow: () => BrowserWindow | undefined,
): (jobs: readonly JobSnapshot[]) => void {
  let bar: ProgressBar = { mode: 'none', fraction: 0 };
  let failed: ReadonlySet<string> | undefined;
  let alarm: NodeJS.Timeout | undefined;
  let shown: { readonly window: BrowserWindow; readonly as: string } | undefined;

  function show(): void {
    const window = currentWindow();
    if (!window || window.isDestroyed()) return;
    const value = valueOf(bar, alarm !== undefined);
    // Most reports change nothing that can be seen.
    const as = `${String(value.fraction)} ${value.mode}`;
    if (shown?.window === window && shown.as === as) return;
    shown = { window, as };
    window.setProgressBar(value.fraction, { mode: value.mode });
  }

  function calm(): void {
    clearTimeout(alarm);
    alarm = undefined;
    show();
  }

  function raise(window: BrowserWindow): void {
    clearTimeout(alarm);
    alarm = setTimeout(calm, failureShownMs).unref();
    window.off('focus', calm).once('focus', calm);
  }

  return (jobs) => {
    bar = progressBarOf(jobs);
    const before = failed;
    failed = new Set(jobs.filter(({ state }) => state.kind === 'failed').map(({ id }) => id));
    const window = currentWindow();
    // The first list tells of earlier times.
    const isNew = before !== undefined && [...failed].some((id) => !before.has(id));
    if (isNew && window && !window.isDestroyed() && !window.isFocused()) raise(window);
    show();
  };
}

interface ElectronBar {
  readonly fraction: number;
  readonly mode: ProgressBarOptions['mode'];
}

/** A bar as Electron takes it. Only Windows knows modes; the others know no bar below 0, and macOS an endless one above 1. */
function valueOf({ mode, fraction }: ProgressBar, isAlarmed: boolean): ElectronBar {
  if (isAlarmed && process.platform === 'win32') return { fraction: mode === 'normal' ? fraction : 1, mode: 'error' };
  if (mode === 'none') return { fraction: -1, mode };
  // Linux knows no endless bar and would show a full one.
  if (mode === 'indeterminate') return { fraction: process.platform === 'linux' ? 0 : 2, mode };
  return { fraction, mode };
}
