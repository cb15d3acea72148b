import type { Progress } from '#shared/model/job.ts';

/** How far the counting looks back: long enough to be calm, short enough to notice a slow disk. */
const windowMs = 5000;
/** Samples closer together than this are merged, which bounds their number whatever the reporter does. */
const spacingMs = 100;
/** Nothing is said before there is this much to judge by. */
const shortestMs = 1000;

interface Sample {
  /** Milliseconds of a steady clock. */
  readonly at: number;
  readonly done: number;
}

/** What is remembered of the progress of one phase. */
export interface Pace {
  readonly latest: Progress;
  /** In order of time; the first and the last span the window. */
  readonly samples: readonly Sample[];
}

export interface Estimate {
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** Adds a report, made at the time `at`. Another phase, or progress that goes back, starts afresh. */
export function observe(before: Pace | undefined, latest: Progress, at: number): Pace {
  const sample = { at, done: latest.done };
  if (!before || before.latest.phase !== latest.phase || latest.done < before.latest.done) {
    return { latest, samples: [sample] };
  }
  const { samples } = before;
  const previous = samples.at(-2);
  const kept = previous && at - previous.at < spacingMs ? samples.slice(0, -1) : samples;
  const firstNeeded = kept.findLastIndex((old) => at - old.at >= windowMs);
  return { latest, samples: [...kept.slice(Math.max(0, firstNeeded)), sample] };
}

/** The speed over the window, and the time left in this phase at that speed; empty until there is enough to judge by. */
export function estimate({ latest, samples }: Pace): Estimate {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < shortestMs) return {};
  const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at);
  const left = latest.total === undefined ? undefined : Math.max(0, latest.total - latest.done);
  return {
    ...(latest.unit === 'bytes' && { bytesPerSecond: Math.round(perSecond) }),
    ...(left !== undefined && perSecond > 0 && { secondsLeft: left / perSecond }),
  };
}
