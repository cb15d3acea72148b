import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ConvertInput, ConvertPlan } from '#shared/model/convert.ts';
import type { TargetChoice } from '../disk/choose-target.ts';
import type { Operation } from '../disk/format.ts';
import type { OpenImage } from '../disk/open.ts';
import { countData } from '../disk/read-ahead.ts';
import { freeSpace } from '../io/free-space.ts';
import { openSource } from './open-source.ts';
import { chooseImage } from './choose-image.ts';
import { refuseSameFile, takenAmong, targetPaths } from './target-files.ts';

/** What is known of a conversion before its data is read. */
export interface Draft {
  readonly choice: TargetChoice;
  /** Of the new image: the source's, rounded up to what the variant can hold. */
  readonly virtualSize: Bytes;
  /** Bytes of the source that are stored as data; some of them may turn out to be zeros. */
  readonly dataBytes: Bytes;
}

/**
 * Says what a conversion would do, and writes nothing. Throws what `convert` would throw, except that files in the way
 * and too little space are reported instead.
 */
export const planConversion: Operation<ConvertInput, ConvertPlan> = async (input, { signal }) => {
  // A plan tells nothing of what would be lost, but must not refuse what a salvage can read.
  const rescue = input.salvage === true ? { lost: () => undefined } : {};
  await using image = await openSource({ path: input.source, sourceFormat: input.sourceFormat, ...rescue }, signal);
  const draft = await draftConversion(image, input, signal);
  const paths = targetPaths(input.target, draft);
  await refuseSameFile(image, paths);
  return {
    target: input.target,
    virtualSize: draft.virtualSize,
    neededBytes: spaceNeeded(draft, draft.dataBytes),
    freeBytes: await freeSpaceFor(input.target),
    clashes: await takenAmong(paths),
  };
};

/** Decides format, variant, options and size of the target. Throws what `chooseImage` throws. */
export async function draftConversion(image: OpenImage, input: ConvertInput, signal: AbortSignal): Promise<Draft> {
  const { choice, virtualSize } = chooseImage(input, image.disk.virtualSize);
  return { choice, virtualSize, dataBytes: await countData(image.disk, signal) };
}

/** An upper bound of what the target takes when so many bytes turn out to be data. */
export function spaceNeeded({ choice, virtualSize }: Pick<Draft, 'choice' | 'virtualSize'>, dataBytes: Bytes): Bytes {
  return choice.variant.measure?.({ virtualSize, dataBytes, options: choice.options }) ?? dataBytes;
}

/** The free space of the folder in which a target will lie. Throws `target.no-folder` when it does not exist. */
export function freeSpaceFor(target: string): Promise<Bytes> {
  return freeSpace(path.dirname(path.resolve(target)));
}

/** Throws `target.no-space` unless the folder in which a target will lie has room for `needed` bytes, and what `freeSpaceFor` throws. */
export async function refuseTooLittleSpace(target: string, needed: Bytes): Promise<void> {
  const free = await freeSpaceFor(target);
  if (needed > free) throw new DiskError('target.no-space', { path: target, needed, free });
}
