import { estimate, observe, type Estimate, type Pace } from '#main/core/jobs/rate.ts';
import type { Progress } from '#shared/model/job.ts';
import { progressLine } from './progress-bar.ts';
import { thinned } from './thinned.ts';

/** Shows the progress of one operation on stderr, until it is ended or disposed of. */
export interface ProgressDisplay extends Disposable {
  readonly report: (progress: Progress) => void;
  /** Leaves the terminal as it was; call it before printing the result. */
  readonly end: () => void;
}

const barInterval = 100;
const jsonInterval = 250;
const eraseLine = '\r\u001b[K';

/** With `json` one object a line; otherwise a live bar on a terminal and nothing elsewhere. */
export function showProgress(kind: 'json' | undefined): ProgressDisplay {
  if (kind === 'json') return display(jsonLine, jsonInterval, '');
  const isTerminal = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  return isTerminal ? display(bar, barInterval, eraseLine) : silence;
}

const silence: ProgressDisplay = { report: nothing, end: nothing, [Symbol.dispose]: nothing };

function display(
  words: (progress: Progress, estimate: Estimate) => string,
  interval: number,
  after: string,
): ProgressDisplay {
  let pace: Pace | undefined;
  let isShown = false;
  const report = thinned(interval, (progress) => {
    pace = observe(pace, progress, performance.now());
    process.stderr.write(words(progress, estimate(pace)));
    isShown = true;
  });
  const end = (): void => {
    if (isShown) process.stderr.write(after);
    isShown = false;
  };
  return { report, end, [Symbol.dispose]: end };
}

/** What is not known yet is null, so that every line has the same keys. */
function jsonLine({ phase, done, total }: Progress, { bytesPerSecond, secondsLeft }: Estimate): string {
  const etaSeconds = secondsLeft === undefined ? null : Math.round(secondsLeft);
  return `${JSON.stringify({ phase, done, total: total ?? null, bytesPerSecond: bytesPerSecond ?? null, etaSeconds })}\n`;
}

function bar(progress: Progress, known: Estimate): string {
  return eraseLine + progressLine(progress, known, process.stderr.columns || 80);
}

function nothing(): void {
  // Nobody looks.
}
