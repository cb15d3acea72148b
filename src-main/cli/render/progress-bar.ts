import type { Estimate } from '#main/core/jobs/rate.ts';
import type { Progress } from '#shared/model/job.ts';
import { phaseInWords } from '#shared/text/phases.ts';
import { durationInWords, rateInWords, sizeInWords } from '#shared/text/quantities.ts';

const barWidth = 24;

/** One line for a terminal: phase, bar, amounts, rate and time left, cut to the width of the terminal. */
export function progressLine(progress: Progress, { bytesPerSecond, secondsLeft }: Estimate, columns: number): string {
  const { phase, done, total } = progress;
  const parts = [
    phaseInWords(phase),
    ...(total === undefined ? [] : [bar(total === 0 ? 1 : done / total)]),
    amount(progress),
    ...(bytesPerSecond === undefined ? [] : [rateInWords(bytesPerSecond)]),
    ...(secondsLeft === undefined || done === total ? [] : [`${durationInWords(secondsLeft)} left`]),
  ];
  return parts.join('  ').slice(0, Math.max(columns - 1, 0));
}

function bar(share: number): string {
  const full = Math.round(Math.min(share, 1) * barWidth);
  const percent = `${String(Math.floor(Math.min(share, 1) * 100))} %`.padStart(5);
  return `[${'█'.repeat(full)}${'·'.repeat(barWidth - full)}] ${percent}`;
}

function amount({ done, total, unit }: Progress): string {
  const inWords = unit === 'bytes' ? sizeInWords : String;
  return total === undefined ? inWords(done) : `${inWords(done)} of ${inWords(total)}`;
}
