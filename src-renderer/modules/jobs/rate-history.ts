import type { JobSnapshot } from '#shared/model/job.ts';

/** Speeds of one job over time, in bytes per second, oldest first. */
export type Rates = readonly number[];

interface Sampled {
  readonly at: number;
  readonly rates: Rates;
}

const spacingMilliseconds = 400;
const kept = 48;

/** Remembers how fast each running job was, for its curve. */
export function createRateHistory() {
  const byId = new Map<string, Sampled>();
  return {
    /** Takes the speeds of a new list of jobs at the time `now`; jobs that are gone are forgotten. */
    record(jobs: readonly JobSnapshot[], now: number): void {
      for (const { id, bytesPerSecond } of jobs) {
        const before = byId.get(id);
        if (bytesPerSecond === undefined || (before && now - before.at < spacingMilliseconds)) continue;
        byId.set(id, { at: now, rates: [...(before?.rates ?? []), bytesPerSecond].slice(-kept) });
      }
      const present = new Set(jobs.map(({ id }) => id));
      for (const id of byId.keys()) if (!present.has(id)) byId.delete(id);
    },
    of: (id: string): Rates => byId.get(id)?.rates ?? [],
  };
}
