import { computed, type ComputedRef } from 'vue';
import { z } from 'zod';
import type { CreateResult } from '#shared/model/create.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useImages } from '../images/use-images.ts';
import { useCreateStore } from './create.store.ts';

const createResult = z.object({
  path: z.string(),
  format: z.string(),
  variant: z.string(),
  virtualSize: z.number(),
  files: z.array(z.string()),
}) satisfies z.ZodType<CreateResult>;

export interface Created {
  /** The job that creates the image, as it was told of last; undefined until the main process has told of it. */
  readonly job: ComputedRef<JobSnapshot | undefined>;
  readonly result: ComputedRef<CreateResult | undefined>;
  /** Goes to the page of images with the new one selected. */
  readonly showImage: Action;
  /** Shows the file in the desktop's file manager. */
  readonly showInFolder: Action;
}

/** What becomes of the job that creates the image. */
export function useCreated(): Created {
  const backend = useBackend();
  const store = useCreateStore();
  const images = useImages();

  const job = computed(() => store.job);
  const result = computed(() =>
    job.value?.state.kind === 'succeeded' ? createResult.safeParse(job.value.state.result).data : undefined,
  );

  return {
    job,
    result,
    showImage: defineAction({
      validate: () => (result.value ? undefined : ''),
      run: async () => {
        if (!result.value) return;
        await images.show(result.value.path, result.value.format);
      },
    }),
    showInFolder: defineAction({
      validate: () => (result.value ? undefined : ''),
      run: async () => {
        if (result.value) await (await backend.api()).shell.showInFolder({ path: result.value.path });
      },
    }),
  };
}
