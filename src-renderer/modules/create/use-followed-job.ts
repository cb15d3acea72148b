import { computed, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { JobSnapshot } from '#shared/model/job.ts';
import { isActive } from '../jobs/job-view.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';

/**
 * The job with that id as it was told of last, also when it has ended and was taken off the list. A job that is tried again goes
 * on under a new id, which is followed. The id is forgotten when nobody can tell any more what became of the job.
 */
export function useFollowedJob(id: Ref<string | undefined>): Readonly<ShallowRef<JobSnapshot | undefined>> {
  const jobs = useJobsStore();
  const listed = computed(() => jobs.jobs.find((job) => job.id === id.value));
  const next = computed(() => (id.value === undefined ? undefined : jobs.retriedAs.get(id.value)));
  const last = shallowRef<JobSnapshot>();

  // At once, because the next list may lack the job.
  const options = { flush: 'sync' } as const;
  watch(
    [id, listed],
    ([now, job], [before]) => {
      if (job || now !== before) last.value = job;
      // It ended and was taken off the list between two of them.
      else if (last.value && isActive(last.value)) id.value = undefined;
    },
    options,
  );
  watch(
    next,
    (retried) => {
      if (retried !== undefined) id.value = retried;
    },
    options,
  );
  return last;
}
