import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { digestFor } from '../disk/digest.ts';
import type { Operation } from '../disk/format.ts';
import { verifyImage } from '../disk/verify.ts';
import { atomically } from '../io/atomic-output.ts';
import { freshIdentity } from './identity.ts';
import { freeSpaceFor, spaceNeeded } from './plan-conversion.ts';
import { chooseImage, type ProfiledWish } from './choose-image.ts';
import { refuseExisting, targetPaths } from './target-files.ts';

export interface CreateInput extends ProfiledWish {
  /** Rounded up to what the variant can hold, which is whole sectors for all but raw images. */
  readonly virtualSize: Bytes;
}

export interface CreateResult {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  readonly files: readonly string[];
}

/**
 * Makes a new image whose disk is all zeros. It appears under its name when it is whole and has been read back through the
 * reader of its format; otherwise nothing appears. What exists is never replaced.
 * Throws `disk.bad-size`, `disk.too-large`, `target.exists`, `target.no-space`, `verify.differs` and what `chooseImage` throws.
 */
export const create: Operation<CreateInput, CreateResult> = async (input, watch) => {
  const { target } = input;
  const { choice, virtualSize } = chooseImage(input, wholeSize(input.virtualSize));
  const { format, variant, options } = choice;
  await refuseExisting(targetPaths(target, { choice, virtualSize }));
  const needed = spaceNeeded({ choice, virtualSize }, 0);
  const free = await freeSpaceFor(target);
  if (needed > free) throw new DiskError('target.no-space', { path: target, needed, free });

  const files = await atomically(target, {}, async (output) => {
    const sink = await variant.create(output, { virtualSize, options, identity: freshIdentity });
    // Taking the space of a large disk is not interrupted, and reading an empty one back may have nothing to wait for.
    watch.signal.throwIfAborted();
    await sink.finish(watch.signal);
    // No content to digest: all of the disk must be zero.
    const job = { files: output, format, virtualSize, contentSize: 0, expectedBytes: 0 };
    await verifyImage(job, digestFor(0), watch);
    watch.signal.throwIfAborted();
    return output.paths;
  });
  return { path: target, format: format.id, variant: variant.info.id, virtualSize, files };
};

function wholeSize(size: number): Bytes {
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new DiskError('disk.bad-size', { size });
}
