import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { JobSnapshot } from '#shared/model/job.ts';
import { verdictInWords } from '#shared/text/verdict.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { announce } from '../../shell/announcer.ts';
import { jobsText } from '../../text/jobs.ts';
import { checkOf } from '../reports/results.ts';
import { isActive, isPreview, nameOf, targetOf } from './job-view.ts';
import { createRateHistory } from './rate-history.ts';

/** Before listening again, so that a stream that ends at once does not spin. */
const pauseMilliseconds = 250;

/** All jobs as the main process tells them: each message is the whole truth, so there is nothing to keep in step. */
export const useJobsStore = defineStore('jobs', () => {
  const backend = useBackend();
  const host = useAboutStore();
  const history = createRateHistory();
  const stopped = new AbortController();
  const jobs = shallowRef<readonly JobSnapshot[]>([]);

  const active = computed(() => jobs.value.filter(isActive));
  const ended = computed(() => jobs.value.filter((job) => !isActive(job) && !isPreview(job)));
  /** Running first, then what waits in the order of its start, then what ended, the latest first. */
  const inOrder = computed(() => [
    ...active.value.filter(({ state }) => state.kind !== 'queued'),
    ...active.value.filter(({ state }) => state.kind === 'queued').toReversed(),
    ...ended.value.toSorted((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0)),
  ]);
  const activeCount = computed(() => active.value.length);
  /** Files that are being written or will be. */
  const activeTargets = computed(() => active.value.map(targetOf).filter((path) => path !== undefined));

  function take(list: readonly JobSnapshot[]): void {
    for (const job of list) if (!isActive(job) && active.value.some(({ id }) => id === job.id)) announceEnd(job);
    history.record(list, Date.now());
    jobs.value = list;
  }

  function announceEnd(job: JobSnapshot): void {
    const { kind } = job.state;
    if (kind !== 'succeeded' && kind !== 'failed' && kind !== 'cancelled') return;
    const subject = jobsText.subject(job.operation, nameOf(job, host.paths));
    const found = checkOf(job);
    announce([jobsText.announce[kind](subject), ...(found ? [verdictInWords(found)] : [])].join(' '));
  }

  /** Listens until the window closes. Whatever ends a stream, the next one brings the whole truth again. */
  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const list of (await backend.api()).jobs.watch({}, signal)) take(list);
      } catch {
        // The connection is lost, which the frame tells; the backend is opening another.
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  }

  void follow(stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });

  return { jobs, inOrder, active, ended, activeCount, activeTargets, ratesOf: history.of };
});
