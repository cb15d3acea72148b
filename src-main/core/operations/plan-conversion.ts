import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ConvertInput, ConvertPlan } from '#shared/model/convert.ts';
import { chooseTarget, targetSize, type TargetChoice } from '../disk/choose-target.ts';
import type { Operation } from '../disk/format.ts';
import type { OpenImage } from '../disk/open.ts';
import { countData } from '../disk/read-ahead.ts';
import { formats } from '../formats/index.ts';
import { asDiskError } from '../io/file-errors.ts';
import { freeSpace } from '../io/free-space.ts';
import { NodeFile } from '../io/node-file.ts';
import { openSource } from './open-source.ts';

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
  await using image = await openSource({ path: input.source, sourceFormat: input.sourceFormat }, signal);
  await refuseSameFile(image, input.target);
  const draft = await draftConversion(image, input, signal);
  return {
    target: input.target,
    virtualSize: draft.virtualSize,
    neededBytes: spaceNeeded(draft, draft.dataBytes),
    freeBytes: await freeSpaceFor(input.target),
    clashes: (await identityOf(input.target)) ? [input.target] : [],
  };
};

/** Decides format, variant, options and size of the target. Throws what `chooseTarget` and `targetSize` throw. */
export async function draftConversion(image: OpenImage, input: ConvertInput, signal: AbortSignal): Promise<Draft> {
  const choice = chooseTarget(input, formats);
  const virtualSize = targetSize(image.disk.virtualSize, choice);
  return { choice, virtualSize, dataBytes: await countData(image.disk, signal) };
}

/** An upper bound of what the target takes when so many bytes turn out to be data. */
export function spaceNeeded({ choice, virtualSize }: Draft, dataBytes: Bytes): Bytes {
  return choice.variant.measure?.({ virtualSize, dataBytes, options: choice.options }) ?? dataBytes;
}

/** Throws `target.same-file` when the target is one of the source's own files, under whatever name. */
export async function refuseSameFile({ disk }: OpenImage, target: string): Promise<void> {
  const existing = await identityOf(target);
  if (!existing) return;
  for (const { content } of disk.layer.files) {
    if (!(content instanceof NodeFile)) continue;
    const { device, inode } = content.identity;
    if (device === existing.device && inode === existing.inode)
      throw new DiskError('target.same-file', { path: target });
  }
}

/** Throws `target.exists` when something has the target's name and replacing it was not asked for. */
export async function refuseExisting({ target, overwrite }: ConvertInput): Promise<void> {
  if (overwrite !== true && (await identityOf(target))) throw new DiskError('target.exists', { path: target });
}

/** The free space of the folder in which a target will lie. Throws `target.no-folder` when it does not exist. */
export function freeSpaceFor(target: string): Promise<Bytes> {
  return freeSpace(path.dirname(path.resolve(target)));
}

async function identityOf(file: string): Promise<{ device: bigint; inode: bigint } | undefined> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return { device: dev, inode: ino };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) {
      return undefined;
    }
    throw asDiskError(thrown, file);
  }
}
