import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { endOf, MiB, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { ResizeInput, ResizeResult } from '#shared/model/resize.ts';
import type { Disk } from '../disk/disk.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
import type { DiskFormat, Layer, Operation, Watch } from '../disk/format.ts';
import { forgetGrowth, isUnfinished, notedGrowth, noteGrowth, type Growth } from '../disk/growth-note.ts';
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
  await finishGrowth(input, watch);
  await using source = await openSource(input, watch.signal);
  const plan = await whileUnchanged(source.sources, watch, (watched) => planResize(source, input, watched));
  if (plan.virtualSize !== plan.before) {
    await using folder = await ResizeFolder.open(image, defaultLimits);
    // What may be cut off is so only as long as nobody has written to the image since.
    await requireUnchanged(source.sources);
    const { before, virtualSize, showsParent } = plan;
    if (showsParent) await noteGrowth(image, source.disk, { before, after: virtualSize });
    await folder.finish(() =>
      plan.resize(folder, { limits: defaultLimits, identity: freshIdentity, virtualSize, watch }),
    );
  }
  if (plan.showsParent) await hideParent(input, { before: plan.before, after: plan.virtualSize });
  return { path: image, before: plan.before, after: plan.virtualSize };
};

/** Hides what is still to be hidden of a parent, when a growth was cut off. Throws `resize.has-children`. */
async function finishGrowth(input: ResizeInput, { signal }: Watch): Promise<void> {
  const growth = await notedGrowth(input.path);
  if (!growth) return;
  await using source = await openSource(input, signal);
  if (!isUnfinished(growth, source.disk)) {
    await forgetGrowth(input.path);
    return;
  }
  await refuseChildren(source, signal);
  await hideParent(input, growth);
}

/** How much is gone through at once; the places of its holes are in memory. */
const hiddenAtOnce: Bytes = 1024 * MiB;

/**
 * A parent can be larger than its child was: what lies behind the child's old end is no part of the child's disk. Obeys no
 * signal, since the disk has its new size already. What the child itself stores there stays: a guest may have written since
 * a growth was cut off.
 */
async function hideParent(input: ResizeInput, { before, after }: Growth): Promise<void> {
  {
    await using image = await openEditableSource(input, new AbortController().signal);
    const { disk } = image;
    const end = Math.min(after, disk.parent?.virtualSize ?? 0);
    for (let start = before; start < end; start += hiddenAtOnce) {
      const length = Math.min(hiddenAtOnce, end - start);
      for (const hole of await holesIn(disk.layer, { start, length })) await disk.zero(hole);
    }
    await disk.flush();
  }
  await forgetGrowth(input.path);
}

async function holesIn(layer: Layer, range: ByteRange): Promise<readonly ByteRange[]> {
  const holes: ByteRange[] = [];
  for await (const batch of layer.extents(range)) holes.push(...batch.filter(({ kind }) => kind === 'hole'));
  return holes;
}

interface ResizePlan {
  readonly resize: NonNullable<DiskFormat['resize']>;
  readonly before: Bytes;
  readonly virtualSize: Bytes;
  /** Whether something of a parent would show behind the old end. */
  readonly showsParent: boolean;
}

async function planResize(image: OpenImage, input: ResizeInput, { signal }: Watch): Promise<ResizePlan> {
  const { format, disk, folder } = image;
  const { name } = folder;
  const { resize: change } = format;
  if (!change) throw new DiskError('resize.not-possible', { name, title: format.title });
  const before = disk.virtualSize;
  const virtualSize = sizeFor(input.virtualSize, image);
  const showsParent = virtualSize > before && (disk.parent?.virtualSize ?? 0) > before;
  const plan = { resize: change, before, virtualSize, showsParent };
  if (virtualSize === before) return plan;

  await refuseChildren(image, signal);
  if (virtualSize > before) return plan;
  if (input.shrink === undefined)
    throw new DiskError('resize.would-shrink', { name, size: before, wanted: virtualSize });
  if (input.shrink === 'empty') {
    const end = await lastDataIn(disk, { start: virtualSize, length: before - virtualSize }, signal);
    if (end !== undefined) throw new DiskError('resize.cuts-data', { name, end });
  }
  return plan;
}

async function refuseChildren(image: OpenImage, signal: AbortSignal): Promise<void> {
  const child = await findChild(image, signal);
  if (child === undefined) return;
  throw new DiskError('resize.has-children', { name: image.folder.name, child: path.basename(child) });
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
