import { isPreview, type JobSnapshot } from '#shared/model/job.ts';

/** Ended jobs that are remembered unless somebody says otherwise. */
export const usuallyRemembered = 200;
/** Previews that are remembered beside them: they answer a question of the moment, and no result goes for them. */
const rememberedPreviews = 50;

/** Those of ended jobs that are remembered, in their order, which is the oldest first: the last `count`, and the last previews. */
export function remember(ended: readonly JobSnapshot[], count = usuallyRemembered): readonly JobSnapshot[] {
  const last = (jobs: readonly JobSnapshot[], most: number) => jobs.slice(Math.max(0, jobs.length - most));
  const kept = new Set([
    ...last(ended.filter(isPreview), rememberedPreviews),
    ...last(
      ended.filter((job) => !isPreview(job)),
      count,
    ),
  ]);
  return ended.filter((job) => kept.has(job));
}
