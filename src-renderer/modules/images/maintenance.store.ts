import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { CheckResult } from '#shared/model/check.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { RememberedHealth } from '#shared/model/library.ts';
import { mayHaveChanged } from '#shared/report/image-effects.ts';
import { filesOf, isActive, isRefusedInUse } from '../jobs/job-view.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';
import { checkOf } from '../reports/results.ts';
import { useImagesStore } from './images.store.ts';

/** A check and the job that made it. */
export interface CheckOutcome {
  readonly job: JobSnapshot;
  readonly result: CheckResult;
}

/** What a check found, and when. */
export interface CheckedHealth extends RememberedHealth {
  readonly found: CheckResult['summary'];
}

const works = [
  'check',
  'preview-repair',
  'repair',
  'undo-repair',
  'preview-compaction',
  'compact',
  // A compaction into another file.
  'copy',
] as const;
/** What is done with an image as it is. */
type Work = (typeof works)[number];

/**
 * What became of each image, after the jobs: the last job of each kind of work is remembered, also when it was taken off its
 * list, so that tidying up there does not make an image of this list unchecked.
 */
export const useMaintenanceStore = defineStore('maintenance', () => {
  const jobs = useJobsStore();
  const images = useImagesStore();
  const jobIds = computed(() => new Set(jobs.jobs.map(({ id }) => id)));
  const lastJobs = shallowRef<ReadonlyMap<string, JobSnapshot>>(new Map());

  const keyOf = (path: string, work: Work): string => `${work} ${path}`;

  function remember(list: readonly JobSnapshot[]): void {
    const changed = new Map<string, JobSnapshot>();
    for (const job of list) {
      const path = filesOf(job)?.source;
      const work = workOf(job);
      if (path === undefined || !work || isActive(job)) continue;
      const key = keyOf(path, work);
      const known = changed.get(key) ?? lastJobs.value.get(key);
      if (!known || endOf(known) < endOf(job)) changed.set(key, job);
    }
    const known = [...lastJobs.value, ...changed];
    const kept = known.filter(([, job]) => isOnAList(job));
    if (changed.size > 0 || kept.length < known.length) lastJobs.value = new Map(kept);
  }

  function isOnAList(job: JobSnapshot): boolean {
    if (jobIds.value.has(job.id)) return true;
    const path = filesOf(job)?.source;
    return images.rows.some((row) => row.path === path);
  }

  watch(
    [() => jobs.jobs, () => images.rows.length],
    () => {
      remember(jobs.jobs);
    },
    { immediate: true },
  );

  /** The job that is at work on an image, or waits to be. */
  function activeOf(path: string): JobSnapshot | undefined {
    return jobs.active.findLast((job) => workOf(job) !== undefined && filesOf(job)?.source === path);
  }

  /** The ended jobs that did such work on an image, the last one first. */
  function endedOf(path: string, wanted: readonly Work[]): readonly JobSnapshot[] {
    return wanted
      .flatMap((work) => lastJobs.value.get(keyOf(path, work)) ?? [])
      .toSorted((one, other) => endOf(other) - endOf(one));
  }

  function lastOf(path: string, ...wanted: readonly Work[]): JobSnapshot | undefined {
    return endedOf(path, wanted)[0];
  }

  /** The last job that may have changed an image. */
  function lastChange(path: string): JobSnapshot | undefined {
    return endedOf(path, ['repair', 'undo-repair', 'compact']).find(mayHaveChanged);
  }

  /** The last check of an image as it is now: what changed it since makes a check say nothing any more. */
  function checkedState(path: string): CheckOutcome | undefined {
    for (const job of endedOf(path, ['check', 'repair', 'undo-repair'])) {
      const result = checkOf(job);
      if (!result) continue;
      const change = lastChange(path);
      return change && endOf(change) > endOf(job) ? undefined : { job, result };
    }
    return undefined;
  }

  /** True for an image that a job has checked, whether or not that still holds. */
  function wasChecked(path: string): boolean {
    return lastOf(path, 'check')?.state.kind === 'succeeded';
  }

  /** The health of an image as it is now, by the jobs of this list or, where they tell nothing, by what is remembered. */
  function healthNow(path: string, remembered: RememberedHealth | null | undefined): CheckedHealth | undefined {
    const state = checkedState(path);
    const change = lastChange(path);
    const known = [
      state && { found: state.result.summary, at: endOf(state.job) },
      change && { found: null, at: endOf(change) },
      remembered ?? undefined,
    ].filter((health) => health !== undefined);
    const [latest] = known.toSorted((one, other) => other.at - one.at);
    return latest?.found ? { found: latest.found, at: latest.at } : undefined;
  }

  /** The last job after which an image is to be looked at again: it may have changed it, or found that somebody may write to it. */
  function lastNews(path: string): JobSnapshot | undefined {
    const works = ['check', 'preview-repair', 'repair', 'undo-repair', 'preview-compaction', 'compact'] as const;
    return endedOf(path, works).find((job) => mayHaveChanged(job) || isRefusedInUse(job));
  }

  return { lastJobs, lastNews, activeOf, lastOf, lastChange, checkedState, wasChecked, healthNow };
});

function workOf({ operation, ...job }: JobSnapshot): Work | undefined {
  if (operation === 'compact' && filesOf({ operation, ...job })?.target !== undefined) return 'copy';
  return works.find((work) => work === operation);
}

function endOf({ endedAt }: JobSnapshot): number {
  return endedAt ?? 0;
}
