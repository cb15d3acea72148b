import type { CompactInput, CompactResult } from '#shared/model/compact.ts';
import type { Operation, Watch } from '../disk/format.ts';
import { compactInPlace, previewInPlace } from './compact/in-place.ts';
import { previewRewrite, refuseOutput, rewrite, type RewriteInput } from './compact/rewrite.ts';
import { openSource } from './open-source.ts';

/**
 * Makes an image smaller: gives back blocks that hold only zeros, space that nothing refers to and, when asked for, what the
 * guest's file systems do not use. In place where the format allows it, in an order in which a power cut loses nothing;
 * streams are written anew and replaced at once; with `output`, a new image is written and this one stays. What has nothing
 * to give back is not changed. Throws `compact.rewrite-instead`, `compact.has-children`, for `output` `compact.other-extension`,
 * `target.same-file` and `target.exists`, and what opening and writing throw.
 */
export const compact: Operation<RewriteInput, CompactResult> = async (input, watch) => {
  const startedAt = performance.now();
  return (await isRewritten(input, watch)) ? rewrite(input, watch, startedAt) : compactInPlace(input, watch, startedAt);
};

/** Computes the same report without writing anything, and refuses what `compact` would refuse, the name in `output` as well. */
export const previewCompaction: Operation<CompactInput, CompactResult> = async (input, watch) => {
  await refuseOutput(input, watch);
  return forecastCompaction(input, watch);
};

/** The same where nobody has chosen a name yet: that there is an `output` only says that another image is to be written. */
export const forecastCompaction: Operation<CompactInput, CompactResult> = async (input, watch) => {
  const startedAt = performance.now();
  return (await isRewritten(input, watch))
    ? previewRewrite(input, watch, startedAt)
    : previewInPlace(input, watch, startedAt);
};

/** Streams cannot be changed in place. */
async function isRewritten(input: CompactInput, { signal }: Watch): Promise<boolean> {
  if (input.output !== undefined) return true;
  await using image = await openSource(input, signal);
  const { format, disk } = image;
  return format.variants.some(({ info }) => info.id === disk.layer.variant && info.allocation === 'stream');
}
