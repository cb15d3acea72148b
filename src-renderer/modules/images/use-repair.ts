import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { RepairKind } from '#shared/model/check.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { FindingGroup } from '#shared/report/finding-groups.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useNotices } from '../../shell/notices.ts';
import { imagesText } from '../../text/images.ts';
import { isActive } from '../jobs/job-view.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';
import { repairable } from '../reports/repairable.ts';
import { checkOf } from '../reports/results.ts';
import { inputOf } from './image-input.ts';
import type { ImageRow } from './image-row.ts';
import type { CheckOutcome } from './maintenance.store.ts';

export interface Repair {
  /** How far the repair is to go. */
  readonly kind: Ref<RepairKind>;
  /** That the person accepts what may be lost. */
  readonly consent: Ref<boolean>;
  /** What loses nothing, and what may lose something. */
  readonly lossless: ComputedRef<readonly FindingGroup[]>;
  readonly lossy: ComputedRef<readonly FindingGroup[]>;
  /** The job that looks what would be changed. */
  readonly preview: ComputedRef<JobSnapshot | undefined>;
  /** Begins anew, when the dialog opens. */
  readonly begin: () => void;
  /** Ends what is still looking, when the dialog closes. */
  readonly leave: () => void;
  readonly repair: Action;
}

/** A repair from its preview to its start, which `started` is told of. */
export function useRepair(row: () => ImageRow, state: () => CheckOutcome, started: () => void): Repair {
  const backend = useBackend();
  const jobs = useJobsStore();
  const notices = useNotices();
  const kind = ref<RepairKind>('lossless');
  const consent = ref(false);
  const previewId = ref<string>();
  /** Counts the questions: an answer to any but the last comes too late. */
  let asked = 0;

  const lossless = computed(() => repairable(state().result.findings, 'none'));
  const lossy = computed(() => repairable(state().result.findings, 'possible'));
  const preview = computed(() => jobs.jobs.find(({ id }) => id === previewId.value));

  async function cancel(id: string): Promise<void> {
    await (await backend.api()).jobs.cancel({ id });
  }

  /** Also one that the list does not tell of yet. */
  async function cancelPreview(): Promise<void> {
    const id = previewId.value;
    const isOver = preview.value && !isActive(preview.value);
    previewId.value = undefined;
    if (id !== undefined && !isOver) await cancel(id);
  }

  async function look(): Promise<void> {
    const question = (asked += 1);
    try {
      await cancelPreview();
      const { maintain } = await backend.api();
      if (question !== asked) return;
      const { id } = await maintain.previewRepair({ ...inputOf(row()), kind: kind.value });
      if (question === asked) previewId.value = id;
      else await cancel(id);
    } catch (thrown) {
      notices.showError(thrown);
    }
  }

  async function leave(): Promise<void> {
    asked += 1;
    try {
      await cancelPreview();
    } catch {
      // The connection is lost, which the frame tells. A preview changes nothing, and ends by itself.
    }
  }

  watch(kind, () => {
    consent.value = false;
    void look();
  });
  onScopeDispose(() => void leave());

  return {
    kind,
    consent,
    lossless,
    lossy,
    preview,
    begin() {
      const first = lossless.value.length > 0 ? 'lossless' : 'all';
      consent.value = false;
      // A change of kind looks by itself.
      if (kind.value === first) void look();
      else kind.value = first;
    },
    leave: () => void leave(),
    repair: defineAction({
      validate: () => {
        const ready = preview.value && checkOf(preview.value);
        if (!ready) return imagesText.repair.wait;
        if (ready.repaired.length === 0) return imagesText.repair.nothing;
        return kind.value === 'all' && lossy.value.length > 0 && !consent.value
          ? imagesText.repair.consentNeeded
          : undefined;
      },
      run: async () => {
        await (await backend.api()).maintain.repair({ ...inputOf(row()), kind: kind.value });
        started();
      },
    }),
  };
}
