import type { CreateInput, CreateResult } from '#shared/model/create.ts';
import { ContentNotes } from '../disk/content-notes.ts';
import type { Operation } from '../disk/format.ts';
import { verifyImage } from '../disk/verify.ts';
import { atomically } from '../io/atomic-output.ts';
import { freshIdentity } from './identity.ts';
import { refuseTooLittleSpace, spaceNeeded } from './plan-conversion.ts';
import { draftCreation } from './plan-creation.ts';
import { refuseExisting, targetPaths } from './target-files.ts';

/** What a job adds: the mark of its temporaries, by which they are found after a crash. */
export type CreateJob = CreateInput & { readonly token?: string };

/**
 * Makes a new image whose disk is all zeros. It appears under its name when it is whole and has been read back through the
 * reader of its format; otherwise nothing appears. What exists is never replaced.
 * Throws `target.exists`, `target.no-space`, `verify.differs` and what `draftCreation` throws.
 */
export const create: Operation<CreateJob, CreateResult> = async (input, watch) => {
  const { target, token } = input;
  const { choice, virtualSize } = draftCreation(input);
  const { format, variant, options } = choice;
  await refuseExisting(targetPaths(target, { choice, virtualSize }));
  await refuseTooLittleSpace(target, spaceNeeded({ choice, virtualSize }, 0));

  const { isNeverSparse } = format;
  const files = await atomically(target, { token, isNeverSparse, whenFull: watch.whenFull }, async (output) => {
    const sink = await variant.create(output, { virtualSize, options, identity: freshIdentity });
    // Taking the space of a large disk is not interrupted, and reading an empty one back may have nothing to wait for.
    watch.signal.throwIfAborted();
    await sink.finish(watch.signal);
    // No content to compare with: all of the disk must be zero.
    const job = { files: output, format, virtualSize, contentSize: 0, expectedBytes: 0 };
    using notes = ContentNotes.ofNothing(virtualSize);
    await verifyImage(job, notes, watch);
    watch.signal.throwIfAborted();
    return output.paths;
  });
  return { path: target, format: format.id, variant: variant.info.id, virtualSize, files };
};
