import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Operation } from '../disk/format.ts';
import { countData } from '../disk/read-ahead.ts';
import { chooseImage, type ProfiledWish } from './choose-image.ts';
import { whileUnchanged } from '../disk/while-unchanged.ts';
import { openSource, type SourceInput } from './open-source.ts';
import { spaceNeeded } from './plan-conversion.ts';

/** A source, and what it would become; the format has to be named, since no target's extension tells it. */
export type MeasureInput = SourceInput & Omit<ProfiledWish, 'target'>;

export interface MeasureResult {
  /** What the target takes at most for the data that the source stores. */
  readonly required: Bytes;
  /** What it takes at most once every byte of the disk has been written. */
  readonly fullyAllocated: Bytes;
}

/**
 * Says how large a conversion's target would be, from the map of the source alone: its data is not read.
 * Throws `format.not-named` and what opening and choosing throw.
 */
export const measure: Operation<MeasureInput, MeasureResult> = async (input, watch) => {
  if (input.format === undefined && input.profile === undefined) throw new DiskError('format.not-named');
  await using image = await openSource(input, watch.signal);
  const draft = chooseImage({ ...input, target: '' }, image.disk.virtualSize);
  const data = await whileUnchanged(image.sources, watch, ({ signal }) => countData(image.disk, signal));
  return {
    required: spaceNeeded(draft, data),
    fullyAllocated: spaceNeeded(draft, draft.virtualSize),
  };
};
