import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactInput, CompactResult } from '#shared/model/compact.ts';
import type { CompactionPlan, Watch } from '../../disk/format.ts';
import { defaultLimits } from '../../disk/limits.ts';
import type { OpenImage } from '../../disk/open.ts';
import { requireUnchanged, whileUnchanged } from '../../disk/while-unchanged.ts';
import { WritableFolder } from '../../disk/writable-folder.ts';
import { removeAbandonedBeside } from '../../io/abandoned.ts';
import { refuseHeld } from '../../io/image-use.ts';
import { findChild } from '../find-children.ts';
import { freshIdentity } from '../identity.ts';
import { fileSizesOf } from '../file-sizes.ts';
import { openSource, openSourceAtRest } from '../open-source.ts';
import { expectedSizes, isInVain, resultOf, sizesAfter, type Forecast } from './forecast.ts';
import { GuestSpace } from './guest-space.ts';
import { findSpareUnits } from './spare-units.ts';

/** Says what a compaction in place would give back. */
export async function previewInPlace(input: CompactInput, watch: Watch, startedAt: number): Promise<CompactResult> {
  await using image = await openSourceAtRest(input, watch.signal);
  const forecast = await forecastInPlace(image, input, watch);
  return resultOf(forecast, {
    after: expectedSizes(forecast),
    output: null,
    isPreview: true,
    movedBytes: 0,
    startedAt,
  });
}

/** Makes an image smaller where it is. One that has nothing to give back is not even opened for writing. */
export async function compactInPlace(input: CompactInput, watch: Watch, startedAt: number): Promise<CompactResult> {
  await refuseHeld(input.path);
  await removeAbandonedBeside(input.path);
  await using image = await openSource(input, watch.signal);
  const { format } = image;
  const forecast = await forecastInPlace(image, input, watch);
  const { before, spare } = forecast;
  const unchanged = { after: before, output: null, isPreview: false, movedBytes: 0, startedAt };
  if (isInVain(forecast)) return resultOf(forecast, unchanged);

  await using folder = await WritableFolder.open(input.path, defaultLimits);
  // What was found to be spare is so only as long as nobody has written to the image since.
  await requireUnchanged(image.sources);
  const { holes, zeros, guestFreeBytes } = spare;
  const marks = guestFreeBytes > 0 ? 'renew' : 'keep';
  const done = await format.compact?.(folder, {
    limits: defaultLimits,
    identity: freshIdentity,
    holes,
    zeros,
    marks,
    watch,
  });
  const after = await sizesAfter(input, watch);
  return resultOf(forecast, { ...unchanged, after, movedBytes: done?.movedBytes ?? 0 });
}

function forecastInPlace(image: OpenImage, input: CompactInput, watch: Watch): Promise<Forecast> {
  return whileUnchanged(image.sources, watch, (watched) => findSpare(image, input, watched));
}

async function findSpare(image: OpenImage, input: CompactInput, watch: Watch): Promise<Forecast> {
  const { signal } = watch;
  const { disk, format } = image;
  const plan = await planFor(image, signal);
  await refuseChildren(image, input, signal);
  const guest = await GuestSpace.of(disk, input, signal);
  const spare = await findSpareUnits(disk, plan, guest, watch);
  const given = {
    count: spare.holes.count + spare.zeros.count,
    has: (n: number) => spare.holes.has(n) || spare.zeros.has(n),
  };
  const discardedBytes = Math.min(plan.orphanedBytes, await declaredZero(image, signal));
  return {
    path: input.path,
    format: format.id,
    variant: disk.layer.variant,
    before: await fileSizesOf(disk.layer),
    spare,
    discardedBytes,
    orphanedBytes: plan.orphanedBytes - discardedBytes,
    guest,
    fileSizeAfter: await plan.sizeAfter(given, signal),
  };
}

async function planFor({ folder, format, disk }: OpenImage, signal: AbortSignal): Promise<CompactionPlan> {
  const { planCompaction, title } = format;
  if (planCompaction) return planCompaction(folder, { limits: defaultLimits, tolerance: 'strict', signal });
  throw new DiskError('compact.rewrite-instead', { name: folder.name, title: `${title} ${disk.layer.variant}` });
}

/** Zeros instead of free space are another content to whoever builds on this disk. */
async function refuseChildren(image: OpenImage, { freeSpace }: CompactInput, signal: AbortSignal): Promise<void> {
  const child = freeSpace === true ? await findChild(image, signal) : undefined;
  if (child !== undefined) throw new DiskError('compact.has-children', { name: path.basename(image.path), child });
}

/** Bytes of the disk that the image itself declares zero. */
async function declaredZero({ disk }: OpenImage, signal: AbortSignal): Promise<Bytes> {
  let bytes = 0;
  for await (const batch of disk.layer.extents({ start: 0, length: disk.virtualSize }, signal)) {
    for (const { kind, length } of batch) if (kind === 'zero') bytes += length;
  }
  return bytes;
}
