import { computed, type ComputedRef } from 'vue';
import type { ImageUse } from '#shared/model/image.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { imagesText } from '../../text/images.ts';
import { isRefusedInUse } from '../jobs/job-view.ts';
import { checkOf } from '../reports/results.ts';
import { inputOf } from './image-input.ts';
import { canBeChecked, userOf, type ImageRow } from './image-row.ts';
import { useMaintenanceStore, type CheckOutcome } from './maintenance.store.ts';

export interface Check {
  readonly check: Action;
  /** The same although another program may write to the image. */
  readonly checkInUse: Action;
  /** Who may write to it, as far as is known. */
  readonly user: ComputedRef<ImageUse | undefined>;
  readonly undo: Action;
  /** What is at work on the image. */
  readonly activity: ComputedRef<JobSnapshot | undefined>;
  /** The last check of the image as it is now. */
  readonly state: ComputedRef<CheckOutcome | undefined>;
  /** True when there is no such check because the image was changed since. */
  readonly isStale: ComputedRef<boolean>;
  /** The last job that was to tell or change the state, when it did not succeed. */
  readonly failure: ComputedRef<JobSnapshot | undefined>;
  /** The last repair, as long as it can be undone. */
  readonly repaired: ComputedRef<JobSnapshot | undefined>;
  /** The undoing of a repair, as long as nothing has told more of the image since. */
  readonly undone: ComputedRef<JobSnapshot | undefined>;
}

/** Checking one image, and taking a repair back. */
export function useCheck(row: () => ImageRow): Check {
  const backend = useBackend();
  const maintenance = useMaintenanceStore();

  const activity = computed(() => maintenance.activeOf(row().path));
  const isBusy = () => (activity.value ? imagesText.busy : undefined);
  function cannot(): string | undefined {
    if (row().image.kind === 'waiting') return imagesText.stillLooking;
    return canBeChecked(row()) ? undefined : imagesText.check.cannot;
  }
  const user = computed(() => userOf(row()));
  const failure = computed(() => {
    const last = maintenance.lastOf(row().path, 'check', 'repair', 'undo-repair');
    // That somebody uses the image is told as long as it is so.
    if (last?.state.kind === 'succeeded' || (last && user.value && isRefusedInUse(last))) return undefined;
    return last;
  });
  /** A repair that was stopped in its middle can be undone as well. */
  const repaired = computed(() => {
    const last = maintenance.lastChange(row().path);
    const result = last && checkOf(last);
    return last?.operation === 'repair' && (!result || result.journal !== null) ? last : undefined;
  });

  const state = computed(() => maintenance.checkedState(row().path));

  return {
    activity,
    failure,
    repaired,
    undone: computed(() => (state.value?.job.operation === 'undo-repair' ? state.value.job : undefined)),
    state,
    isStale: computed(() => state.value === undefined && maintenance.wasChecked(row().path)),
    user,
    check: defineAction({
      validate: () => isBusy() ?? (user.value ? imagesText.inUse.reason : cannot()),
      run: async () => {
        await (await backend.api()).maintain.check(inputOf(row()));
      },
    }),
    checkInUse: defineAction({
      validate: () => isBusy() ?? cannot(),
      run: async () => {
        await (await backend.api()).maintain.check({ ...inputOf(row()), inUse: 'read' });
      },
    }),
    undo: defineAction({
      validate: isBusy,
      run: async () => {
        await (await backend.api()).maintain.undoRepair(inputOf(row()));
      },
    }),
  };
}
