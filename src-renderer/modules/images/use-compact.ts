import { computed, type ComputedRef } from 'vue';
import { compactInput } from '#shared/contract/maintain.ts';
import type { CompactInput } from '#shared/model/compact.ts';
import type { ImageUse } from '#shared/model/image.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { imagesText } from '../../text/images.ts';
import { usePick } from '../files/use-pick.ts';
import { isRefusedInUse } from '../jobs/job-view.ts';
import { compactionOf } from '../reports/results.ts';
import { copyName } from './copy-name.ts';
import { inputOf } from './image-input.ts';
import { userOf, type ImageRow } from './image-row.ts';
import { useMaintenanceStore } from './maintenance.store.ts';

export interface Compact {
  readonly preview: Action;
  readonly compact: Action;
  /** Who may write to the image, as far as is known. */
  readonly user: ComputedRef<ImageUse | undefined>;
  readonly activity: ComputedRef<JobSnapshot | undefined>;
  /** What is to be shown: the preview of what is chosen now, or the last compaction when nothing was previewed since. */
  readonly outcome: ComputedRef<JobSnapshot | undefined>;
}

/** Making one image smaller, or a smaller copy of it. */
export function useCompact(row: () => ImageRow): Compact {
  const backend = useBackend();
  const host = useAboutStore();
  const maintenance = useMaintenanceStore();
  const { pickSaveFile } = usePick();

  const activity = computed(() => maintenance.activeOf(row().path));
  const user = computed(() => userOf(row()));
  const suggestion = computed(() => copyName(host.paths.nameOf(row().path)));
  const outcome = computed(() => {
    const last = maintenance.lastOf(row().path, 'preview-compaction', 'compact', 'copy');
    // That somebody uses the image is told as long as it is so.
    if (last && user.value && isRefusedInUse(last)) return undefined;
    return last && (last.operation === 'compact' || fits(last, row())) ? last : undefined;
  });
  const previewed = computed(() =>
    outcome.value?.operation === 'preview-compaction' ? compactionOf(outcome.value) : undefined,
  );

  function inputFor(output: string | undefined): CompactInput {
    return { ...inputOf(row()), freeSpace: row().freeSpace, ...(output !== undefined && { output }) };
  }

  async function askForCopy(): Promise<string | undefined> {
    return pickSaveFile({
      suggestedName: suggestion.value,
      startIn: host.paths.folderOf(row().path),
      existing: 'refuse',
    });
  }

  return {
    user,
    activity,
    outcome,
    preview: defineAction({
      validate: () => {
        if (activity.value) return imagesText.busy;
        if (user.value) return imagesText.inUse.reason;
        const { kind } = row().image;
        if (kind === 'waiting') return imagesText.stillLooking;
        return kind === 'known' ? undefined : imagesText.compact.cannot;
      },
      run: async () => {
        // A preview writes nothing: the name only says that a copy is meant.
        const { asCopy, path } = row();
        const output = asCopy ? host.paths.join(host.paths.folderOf(path), suggestion.value) : undefined;
        await (await backend.api()).maintain.previewCompaction(inputFor(output));
      },
    }),
    compact: defineAction({
      validate: () => {
        if (activity.value) return imagesText.busy;
        if (user.value) return imagesText.inUse.reason;
        if (!previewed.value) return imagesText.compact.previewFirst;
        return previewed.value.reclaimed === 0 ? imagesText.compact.nothing : undefined;
      },
      run: async () => {
        const output = row().asCopy ? await askForCopy() : undefined;
        if (row().asCopy && output === undefined) return;
        await (await backend.api()).maintain.compact(inputFor(output));
      },
    }),
  };
}

/** True when a preview answers what is chosen now. */
function fits({ input }: JobSnapshot, { freeSpace, asCopy }: ImageRow): boolean {
  const asked = compactInput.safeParse(input).data;
  return asked !== undefined && (asked.freeSpace ?? false) === freeSpace && (asked.output !== undefined) === asCopy;
}
