import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { endOf, MiB, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { ResizeInput, ResizeResult } from '#shared/model/resize.ts';
import type { Disk } from '../disk/disk.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
import type { DiskFormat, Operation, Watch } from '../disk/format.ts';
import { defaultLimits } from '../disk/limits.ts';
import type { OpenImage } from '../disk/open.ts';
import { requireUnchanged, whileUnchanged } from '../disk/while-unchanged.ts';
import { ResizeFolder } from '../disk/resize-folder.ts';
import { isZero } from '../disk/zeros.ts';
import { findChild } from './find-children.ts';
import { freshIdentity } from './identity.ts';
import { openEditableSource, openSource } from './open-source.ts';

/**
 * Gives the disk of an image another size, in place. What is added is zero; the guest still has to enlarge its partitions.
 * What is cut off must hold no data unless the person gave it up. A size that it has already changes nothing.
 * Throws `disk.bad-size`, `resize.too-large`, `resize.would-shrink`, `resize.cuts-data`, `resize.has-children`, `resize.not-possible`,
 * what opening an image to write into it throws, and what resizing in its format throws.
 */
export const resize: Operation<ResizeInput, ResizeResult> = async (input, watch) => {
  const { path: image } = input;
  // Also when there is nothing to do: a resize that was cut off may have come as far as that.
  await removeAbandonedBeside(image);
  await using source = await openSource(input, watch.signal);
  const plan = await whileUnchanged(source.sources, watch, (watched) => planResize(source, input, watched));
  if (plan.virtualSize !== plan.before) {
    await using folder = await ResizeFolder.open(image, defaultLimits);
    // What may be cut off is so only as long as nobody has written to the image since.
    await requireUnchanged(source.sources);
    const { virtualSize } = plan;
    await folder.finish(() =>
      plan.resize(folder, { limits: defaultLimits, identity: freshIdentity, virtualSize, watch }),
    );
  }
  await hideParent(input, plan, watch);
  return { path: image, before: plan.before, after: plan.virtualSize };
};

/** A parent can be larger than its child was: what lies behind the child's old end is no part of the child's disk. */
async function hideParent(
  input: ResizeInput,
  { before, virtualSize, parentSize }: ResizePlan,
  watch: Watch,
): Promise<void> {
  const length = Math.min(virtualSize, parentSize) - before;
  if (length <= 0) return;
  await using image = await openEditableSource(input, watch.signal);
  await image.disk.zero({ start: before, length }, watch.signal);
  await image.disk.flush();
}

interface ResizePlan {
  readonly resize: NonNullable<DiskFormat['resize']>;
  readonly before: Bytes;
  readonly virtualSize: Bytes;
  /** Of the image's parent; 0 when it has none. */
  readonly parentSize: Bytes;
}

async function planResize(image: OpenImage, input: ResizeInput, { signal }: Watch): Promise<ResizePlan> {
  const { format, disk, folder } = image;
  const { name } = folder;
  const { resize: change } = format;
  if (!change) throw new DiskError('resize.not-possible', { name, title: format.title });
  const before = disk.virtualSize;
  const virtualSize = sizeFor(input.virtualSize, image);
  const plan = { resize: change, before, virtualSize, parentSize: disk.parent?.virtualSize ?? 0 };
  if (virtualSize === before) return plan;

  const child = await findChild(image, signal);
  if (child !== undefined) throw new DiskError('resize.has-children', { name, child: path.basename(child) });
  if (virtualSize > before) return plan;
  if (input.shrink === undefined)
    throw new DiskError('resize.would-shrink', { name, size: before, wanted: virtualSize });
  if (input.shrink === 'empty') {
    const end = await lastDataIn(disk, { start: virtualSize, length: before - virtualSize }, signal);
    if (end !== undefined) throw new DiskError('resize.cuts-data', { name, end });
  }
  return plan;
}

/** The size that the variant can have. Throws `resize.too-large` and `disk.bad-size`. */
function sizeFor(wanted: Bytes, { format, disk }: OpenImage): Bytes {
  if (!Number.isSafeInteger(wanted) || wanted <= 0) throw new DiskError('disk.bad-size', { size: wanted });
  const info = format.variants.find((variant) => variant.info.id === disk.layer.variant)?.info;
  const size = roundUp(wanted, info?.sizeMultiple ?? 512);
  const limit = info?.maximumSize ?? defaultLimits.virtualSize;
  if (size <= limit) return size;
  throw new DiskError('resize.too-large', {
    size: wanted,
    title: `${format.title} (${info?.title ?? disk.layer.variant})`,
    limit,
  });
}

const pieceSize: Bytes = 1 * MiB;

/** Where the last bytes in a range that are not zero end, to the next MiB; undefined when all of it is zero. */
async function lastDataIn(disk: Disk, range: ByteRange, signal: AbortSignal): Promise<Bytes | undefined> {
  let end: Bytes | undefined;
  const buffer = new Uint8Array(pieceSize);
  for await (const batch of disk.extents(range, signal)) {
    for (const extent of batch) {
      if (extent.kind !== 'data') continue;
      for (let at = extent.start; at < endOf(extent); at += pieceSize) {
        signal.throwIfAborted();
        const piece = buffer.subarray(0, Math.min(pieceSize, endOf(extent) - at));
        await disk.read(at, piece, signal);
        if (!isZero(piece)) end = at + piece.length;
      }
    }
  }
  return end;
}
