import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { WireError } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { follow } from '../../backend/follow.ts';

/** What is to be said of the history of jobs itself, such as that its file was damaged. */
export const useJobNoticesStore = defineStore('job-notices', () => {
  const backend = useBackend();
  const stopped = new AbortController();
  const notices = shallowRef<readonly WireError[]>([]);

  function take(told: readonly WireError[]): void {
    notices.value = told;
  }

  void follow(backend, (api, signal) => api.jobs.notices({}, signal), take, stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });

  return { notices: computed(() => notices.value) };
});
