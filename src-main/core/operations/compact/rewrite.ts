import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { KiB, endOf, type Bytes } from '#shared/model/bytes.ts';
import type { CompactInput, CompactResult } from '#shared/model/compact.ts';
import { chooseTarget, targetSize, type TargetChoice, type TargetWish } from '../../disk/choose-target.ts';
import type { CompactionPlan, Watch } from '../../disk/format.ts';
import type { OpenImage } from '../../disk/open.ts';
import { countData } from '../../disk/read-ahead.ts';
import { formats } from '../../formats/index.ts';
import { whileUnchanged } from '../../disk/while-unchanged.ts';
import { atomically } from '../../io/atomic-output.ts';
import { behindLink } from '../../io/behind-link.ts';
import { fileSizesOf } from '../file-sizes.ts';
import { identityOfCopy } from '../identity.ts';
import { openSource, openSourceAtRest } from '../open-source.ts';
import { refuseTooLittleSpace, spaceNeeded, type Draft } from '../plan-conversion.ts';
import { refuseExisting, takenAmong } from '../target-files.ts';
import { writeImage } from '../write-image.ts';
import { findChild } from '../find-children.ts';
import { isInVain, resultOf, sizesAfter, type Forecast } from './forecast.ts';
import { GuestSpace } from './guest-space.ts';
import { outputPaths } from './output-paths.ts';
import { findSpareUnitsOfBase } from './spare-units.ts';
import { TrimmedDisk } from './trimmed-disk.ts';

/** A compaction that writes all of the disk anew: to another place, or over the image itself at once. */
export type RewriteInput = CompactInput & { readonly token?: string | undefined };

/** Refuses, and changes nothing, what `rewrite` would refuse of the name of the new image. */
export async function refuseOutput(input: RewriteInput, { signal }: Watch): Promise<void> {
  if (input.output === undefined) return;
  await using image = await openSource(input, signal);
  const [taken] = await takenAmong(await outputPaths(image, input.output, draftOf(image, 0)));
  if (taken !== undefined) throw new DiskError('target.exists', { path: taken });
}

/** Says what writing the image anew would give back. What the new image is to be called is not looked at. */
export async function previewRewrite(input: RewriteInput, watch: Watch, startedAt: number): Promise<CompactResult> {
  await using image = await openSourceAtRest(input, watch.signal);
  if (input.output === undefined) await refuseChildren(image, watch.signal);
  const { forecast } = await whileUnchanged(image.sources, watch, (watched) => forecastRewrite(image, input, watched));
  const { fileSizeAfter } = forecast;
  const after = { fileSize: fileSizeAfter, allocatedSize: fileSizeAfter };
  return resultOf(forecast, { after, output: input.output ?? null, isPreview: true, movedBytes: 0, startedAt });
}

/**
 * Writes a smaller image: beside this one, which stays as it is, or in its place, once the new one is whole and verified.
 * An image that would not become smaller stays.
 */
export async function rewrite(input: RewriteInput, watch: Watch, startedAt: number): Promise<CompactResult> {
  const { path: file, output, token } = input;
  const { signal } = watch;
  await using image = await openSourceAtRest(input, signal);
  // Before all of the image is read for the forecast.
  if (output === undefined) await refuseChildren(image, signal);
  else await refuseExisting(await outputPaths(image, output, draftOf(image, 0)));
  const { forecast, draft } = await forecastRewrite(image, input, watch);
  const { before, guest } = forecast;
  const kept = { after: before, output: null, isPreview: false, movedBytes: 0, startedAt };
  if (output === undefined && isInVain(forecast)) return resultOf(forecast, kept);

  // A link stays one, and what it leads to becomes smaller.
  const target = output ?? (await behindLink(file));
  await refuseTooLittleSpace(target, spaceNeeded(draft, 0));

  const { isNeverSparse } = draft.choice.format;
  const options = { overwrite: output === undefined, token, isNeverSparse, whenFull: watch.whenFull };
  // Over itself it stays the disk that it was, in a new state; beside itself it is another one.
  const identity = identityOfCopy(image.disk.layer, output === undefined ? 'keep' : 'new');
  try {
    await atomically(target, options, async (files) => {
      const disk = new TrimmedDisk(image.disk, guest);
      const { bytesWritten } = await writeImage(disk, files, draft, {
        verify: true,
        watch,
        identity,
        sources: image.sources,
      });
      if (output === undefined && bytesWritten >= before.fileSize) throw new NotSmaller();
    });
  } catch (thrown) {
    if (thrown instanceof NotSmaller) return resultOf(forecast, kept);
    throw thrown;
  }
  const after = await sizesAfter({ ...input, path: target }, watch);
  return resultOf(forecast, { ...kept, after, output: output ?? null });
}

/** A disk that is written anew is in another state to whoever builds on it: it gets a content id of its own. */
async function refuseChildren(image: OpenImage, signal: AbortSignal): Promise<void> {
  const child = await findChild(image, signal);
  if (child === undefined) return;
  throw new DiskError('compact.rewrite-has-children', { name: path.basename(image.path), child });
}

/** Thrown out of an output that is not worth keeping. */
class NotSmaller extends Error {
  override readonly name = 'NotSmaller';
}

async function forecastRewrite(
  image: OpenImage,
  input: RewriteInput,
  watch: Watch,
): Promise<{ readonly forecast: Forecast; readonly draft: Draft }> {
  const { disk, format } = image;
  const { signal } = watch;
  const guest = await GuestSpace.of(disk, input, signal);
  const spare = await findSpareUnitsOfBase(disk, planOf(image), guest, watch);
  const before = await fileSizesOf(disk.layer);
  const dataBytes = await countData(disk, signal);
  const dropped = spare.zeroBytes + spare.guestFreeBytes;
  const draft = draftOf(image, Math.max(0, dataBytes - dropped));
  return {
    draft,
    forecast: {
      path: input.path,
      format: format.id,
      variant: disk.layer.variant,
      before,
      spare,
      discardedBytes: 0,
      orphanedBytes: 0,
      guest,
      fileSizeAfter: forecastSize(draft, before.fileSize, dataBytes),
    },
  };
}

/** How far data shrinks by compression nobody knows before: the rest is taken to shrink as all of it did. */
function forecastSize({ choice, virtualSize, dataBytes }: Draft, fileSize: Bytes, dataBefore: Bytes): Bytes {
  if (choice.variant.info.allocation !== 'stream') return spaceNeeded({ choice, virtualSize }, dataBytes);
  return dataBefore === 0 ? fileSize : Math.round((fileSize * dataBytes) / dataBefore);
}

/** The same format and variant; an image of changes becomes one of its own, in the format's first variant. */
function draftOf(image: OpenImage, dataBytes: Bytes): Draft {
  const choice = chooseLike(image);
  return { choice, virtualSize: targetSize(image.disk.virtualSize, choice), dataBytes };
}

/** Options whose values the image shows are kept, as far as they can be chosen for a new image. */
function chooseLike({ disk, format, path: target }: OpenImage): TargetChoice {
  const { variant, facts, blockSize } = disk.layer;
  const canBeWritten = format.variants.some(({ info, create }) => info.id === variant && create !== undefined);
  const wish = { target, format: format.id, ...(canBeWritten ? { variant } : {}) };
  const shown = { ...facts, ...(blockSize === null ? {} : { blockSize }) };
  const options: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(shown)) {
    if (canChoose({ ...wish, options: { [name]: value } })) options[name] = value;
  }
  return chooseTarget({ ...wish, options }, formats);
}

function canChoose(wish: TargetWish): boolean {
  try {
    chooseTarget(wish, formats);
    return true;
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.reason === 'format.bad-option') return false;
    throw thrown;
  }
}

/** Of a disk that is written anew: every part of it that holds data, in the units in which it is stored now. */
function planOf({ disk }: OpenImage): Pick<CompactionPlan, 'unit' | 'allocated'> {
  const unit = disk.layer.blockSize ?? 64 * KiB;
  return {
    unit,
    async *allocated(signal) {
      let next = 0;
      for await (const batch of disk.extents(undefined, signal)) {
        const numbers: number[] = [];
        for (const extent of batch) {
          if (extent.kind !== 'data') continue;
          const end = Math.ceil(endOf(extent) / unit);
          for (let number = Math.max(next, Math.floor(extent.start / unit)); number < end; number += 1) {
            numbers.push(number);
          }
          next = Math.max(next, end);
        }
        yield numbers;
      }
    },
  };
}
