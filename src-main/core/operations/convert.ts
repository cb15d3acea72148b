import type { Bytes } from '#shared/model/bytes.ts';
import { mostLostRanges, type ConvertInput, type ConvertResult } from '#shared/model/convert.ts';
import { countNonZero } from '../disk/copy.ts';
import type { Operation, Watch } from '../disk/format.ts';
import type { OpenImage } from '../disk/open.ts';
import { whileUnchanged } from '../disk/while-unchanged.ts';
import { atomically } from '../io/atomic-output.ts';
import { RangeSet } from '../io/range-set.ts';
import { identityOfCopy } from './identity.ts';
import { openWholeSource, type SourceInput } from './open-source.ts';
import { draftConversion, freeSpaceFor, refuseTooLittleSpace, spaceNeeded, type Draft } from './plan-conversion.ts';
import { refuseExisting, refuseSameFile, refuseTargetsInUse, targetPaths } from './target-files.ts';
import { writeImage } from './write-image.ts';

/**
 * What a job adds: the mark of its temporaries, by which they are found after a crash. Only the command line adds folders
 * for parents, since the window opens what lies beside the picked image and no more, and reads what others may be writing to.
 */
export type ConvertJob = ConvertInput & Pick<SourceInput, 'parents'> & { readonly token?: string };

/**
 * Writes the content of one image as a new image of any format. The source is only read. The target appears under its
 * name when it is whole, on the medium and, by default, verified; otherwise nothing appears.
 * A salvage reads around damage: what cannot be known becomes zeros, and all of it is told in the result. The result is compared with
 * what was read, zeros included.
 * Throws `target.same-file`, `target.exists`, `target.no-space`, `disk.too-large`, `verify.differs`, `source.changed`, `image.written` and what opening throws.
 */
export const convert: Operation<ConvertJob, ConvertResult> = async (input, watch) => {
  const startedAt = performance.now();
  const { signal } = watch;
  const { sourceFormat, parents, inUse } = input;
  const lost = input.salvage === true ? new RangeSet() : undefined;
  const rescue = lost ? { lost: lost.add.bind(lost) } : {};
  await using image = await openWholeSource({ path: input.source, sourceFormat, parents, inUse, ...rescue }, signal);
  const draft = await draftConversion(image, input, signal);
  const paths = targetPaths(input.target, draft);
  await refuseSameFile(image, paths);
  await (input.overwrite === true ? refuseTargetsInUse(paths) : refuseExisting(paths));
  await refuseWithoutRoom(image, input.target, draft, watch);

  const { whenFull } = watch;
  const { overwrite = false, token, verify = true, identifiers = 'new' } = input;
  const identity = identityOfCopy(image.disk.layer, identifiers);
  const { isNeverSparse } = draft.choice.format;
  const written = await atomically(input.target, { overwrite, token, isNeverSparse, whenFull }, async (files) => {
    const result = await writeImage(image.disk, files, draft, { verify, watch, identity, sources: image.sources });
    // That took a while: a machine may have been started meanwhile with what is to be replaced.
    if (overwrite) await refuseTargetsInUse(paths);
    return result;
  });
  return {
    source: input.source,
    target: input.target,
    format: draft.choice.format.id,
    variant: draft.choice.variant.info.id,
    virtualSize: draft.virtualSize,
    dataBytes: written.dataBytes,
    zeroBytes: draft.virtualSize - written.dataBytes,
    bytesWritten: written.bytesWritten,
    files: written.files,
    digest: written.digest,
    verified: written.digest !== null,
    ...(lost && { lost: lost.first(mostLostRanges), lostBytes: lost.bytes, lostRanges: lost.count }),
    ...(!written.canFlush() && { unflushed: true as const }),
    durationMs: Math.round(performance.now() - startedAt),
  };
};

/**
 * The plan counts stored bytes, of which some may be zeros: before refusing, the real ones are counted. How far a
 * compressed target shrinks nobody knows, so that one starts and takes its chance; a full disk ends it cleanly.
 */
async function refuseWithoutRoom(image: OpenImage, target: string, draft: Draft, watch: Watch): Promise<void> {
  const free = await freeSpaceFor(target);
  if (spaceNeeded(draft, draft.dataBytes) <= free || draft.choice.variant.info.allocation === 'stream') return;
  // What has no room even when empty, such as a variant of full size, needs no look at the data.
  const atLeast = spaceNeeded(draft, 0);
  const needed = atLeast > free ? atLeast : spaceNeeded(draft, await countStored(image, draft, watch));
  await refuseTooLittleSpace(target, needed);
}

function countStored({ disk, sources }: OpenImage, { dataBytes }: Draft, watch: Watch): Promise<Bytes> {
  return whileUnchanged(sources, watch, (watched) => countNonZero(disk, dataBytes, watched));
}
