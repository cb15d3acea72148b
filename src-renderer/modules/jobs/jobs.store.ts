import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import { isPreview, problemOf, type JobSnapshot } from '#shared/model/job.ts';
import { verdictInWords } from '../../text/verdict.ts';
import { useBackend } from '../../backend/client.ts';
import { follow } from '../../backend/follow.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { announce } from '../../shell/announcer.ts';
import { errorInWords } from '../../text/errors.ts';
import { jobsText } from '../../text/jobs.ts';
import { checkOf } from '../reports/results.ts';
import { isActive, nameOf, targetOf } from './job-view.ts';
import { createRateHistory } from './rate-history.ts';
import { keepUnchanged } from './unchanged.ts';

/** All jobs as the main process tells them: each message is the whole truth, so there is nothing to keep in step. */
export const useJobsStore = defineStore('jobs', () => {
  const backend = useBackend();
  const host = useAboutStore();
  const history = createRateHistory();
  const stopped = new AbortController();
  const jobs = shallowRef<readonly JobSnapshot[]>([]);
  /** False until the main process has told of them for the first time. */
  const isKnown = ref(false);
  /** The job that each one was queued once more as, from this window. */
  const retriedAs = shallowReactive(new Map<string, string>());

  const active = computed(() => jobs.value.filter(isActive));
  /** Jobs that have begun and not ended, paused ones among them. */
  const begun = computed(() => active.value.filter(({ state }) => state.kind !== 'queued'));
  /** Jobs that wait, in the order of their start. */
  const queued = computed(() => active.value.filter(({ state }) => state.kind === 'queued').toReversed());
  /** The latest first. */
  const ended = computed(() =>
    jobs.value
      .filter((job) => !isActive(job) && !isPreview(job))
      .toSorted((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0)),
  );
  /** Running first, then what waits in the order of its start, then what ended, the latest first. */
  const inOrder = computed(() => [...begun.value, ...queued.value, ...ended.value]);
  const activeCount = computed(() => active.value.length);
  /** Jobs that go on only when a person has solved something. */
  const stalled = computed(() => active.value.filter((job) => problemOf(job) !== undefined));
  /** Files that are being written or will be. */
  const activeTargets = computed(() => active.value.map(targetOf).filter((path) => path !== undefined));

  function take(list: readonly JobSnapshot[]): void {
    for (const job of list) if (!isActive(job) && active.value.some(({ id }) => id === job.id)) announceEnd(job);
    for (const job of list) announceProblem(job);
    history.record(list, performance.now());
    jobs.value = keepUnchanged(jobs.value, list);
    isKnown.value = true;
  }

  /** A job that waits for a person says so, once. */
  function announceProblem(job: JobSnapshot): void {
    const problem = problemOf(job);
    const isTold = stalled.value.some(({ id }) => id === job.id);
    if (problem && !isTold) announce(errorInWords(problem));
  }

  function announceEnd(job: JobSnapshot): void {
    const { kind } = job.state;
    if (kind !== 'succeeded' && kind !== 'failed' && kind !== 'cancelled') return;
    const subject = jobsText.subject(job.operation, nameOf(job, host.paths));
    const found = checkOf(job);
    announce([jobsText.announce[kind](subject), ...(found ? [verdictInWords(found)] : [])].join(' '));
  }

  void follow(backend, (api, signal) => api.jobs.watch({}, signal), take, stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });

  return {
    ...{ jobs, isKnown, inOrder, active, begun, queued, ended, activeCount, activeTargets, stalled, retriedAs },
    ratesOf: history.of,
  };
});
