import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import {
  mostPlannedFiles,
  type CreateInput,
  type CreatePlan,
  type CreateSizes,
  type NewDisk,
} from '#shared/model/create.ts';
import type { Operation } from '../disk/format.ts';
import { chooseImage } from './choose-image.ts';
import { freeSpaceFor, spaceNeeded } from './plan-conversion.ts';
import { takenAmong, targetPaths, type TargetDraft } from './target-files.ts';

/**
 * Says what a creation would make, and writes nothing. Throws what `create` would throw, except that files in the way and
 * too little space are reported instead.
 */
export const planCreation: Operation<CreateInput, CreatePlan> = async (input) => {
  const draft = draftCreation(input);
  const { format, variant } = draft.choice;
  const paths = targetPaths(input.target, draft);
  return {
    ...sizesOf(draft, paths.length),
    target: input.target,
    format: format.id,
    variant: variant.info.id,
    freeBytes: await freeSpaceFor(input.target),
    files: paths.slice(0, mostPlannedFiles),
    clashes: await takenAmong(paths),
  };
};

/** What a new image would take, wherever it lies. Throws what `draftCreation` throws. */
export function measureCreation(disk: NewDisk): CreateSizes {
  const draft = draftCreation({ ...disk, target: '' });
  return sizesOf(draft, targetPaths('disk', draft).length);
}

/** Decides format, variant, options and size of a new image. Throws `disk.bad-size` and what `chooseImage` throws. */
export function draftCreation(input: CreateInput): TargetDraft {
  return chooseImage(input, wholeSize(input.virtualSize));
}

function sizesOf(draft: TargetDraft, fileCount: number): CreateSizes {
  const { virtualSize } = draft;
  const bytesAtFirst = spaceNeeded(draft, 0);
  return { virtualSize, bytesAtFirst, bytesAtMost: spaceNeeded(draft, virtualSize), fileCount };
}

function wholeSize(size: number): Bytes {
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new DiskError('disk.bad-size', { size });
}
