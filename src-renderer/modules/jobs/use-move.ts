import { computed, type ComputedRef } from 'vue';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { announce } from '../../shell/announcer.ts';
import { useNotices } from '../../shell/notices.ts';
import { jobsText } from '../../text/jobs.ts';
import { nameOf } from './job-view.ts';
import { useJobsStore } from './jobs.store.ts';

/** One place up or down in the queue. Not an action, which can do one thing at a time: keys repeat faster than answers come. */
export interface Step {
  readonly isPossible: ComputedRef<boolean>;
  readonly take: () => Promise<void>;
}

export interface Move {
  readonly earlier: Step;
  readonly later: Step;
}

/** Moves a job that waits, by one place. */
export function useMove(job: () => JobSnapshot): Move {
  const backend = useBackend();
  const store = useJobsStore();
  const host = useAboutStore();
  const notices = useNotices();
  const place = computed(() => store.queued.findIndex(({ id }) => id === job().id));

  async function moveTo(wanted: number): Promise<void> {
    const { id } = job();
    const others = store.queued.filter((other) => other.id !== id);
    try {
      await (await backend.api()).jobs.reorder({ id, before: others[wanted]?.id ?? null });
      announce(jobsText.moved(nameOf(job(), host.paths), wanted + 1, others.length + 1));
    } catch (thrown) {
      notices.showError(thrown);
    }
  }

  /** `distance` is -1 or 1. */
  function by(distance: number): Step {
    const isPossible = computed(() => place.value >= 0 && store.queued[place.value + distance] !== undefined);
    return {
      isPossible,
      take: async () => {
        if (isPossible.value) await moveTo(place.value + distance);
      },
    };
  }

  return { earlier: by(-1), later: by(1) };
}
