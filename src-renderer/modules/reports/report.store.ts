import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { JobSnapshot } from '#shared/model/job.ts';

/** The report that is open in the window, over whatever page. It stays what it is when its job leaves the list. */
export const useReportStore = defineStore('report', () => {
  const job = shallowRef<JobSnapshot>();
  const isOpen = ref(false);

  /** Opens the report of a job that succeeded. */
  function show(ended: JobSnapshot): void {
    job.value = ended;
    isOpen.value = true;
  }

  return {
    /** The job of the last report that was opened, which is still there while the dialog leaves. */
    job: computed(() => job.value),
    isOpen,
    show,
  };
});
