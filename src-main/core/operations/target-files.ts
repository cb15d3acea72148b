import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { TargetChoice } from '../disk/choose-target.ts';
import type { OpenImage } from '../disk/open.ts';
import { removeAbandoned } from '../io/abandoned.ts';
import { refuseHeld } from '../io/image-use.ts';
import { lookAt } from '../io/same-file.ts';

/** Enough of a draft to tell the files of the new image. */
export interface TargetDraft {
  readonly choice: TargetChoice;
  readonly virtualSize: Bytes;
}

/** The paths of all files that a new image will have, the main one first. */
export function targetPaths(target: string, { choice, virtualSize }: TargetDraft): readonly string[] {
  const { variant, options } = choice;
  const siblings = variant.siblings?.(path.basename(target), { virtualSize, options }) ?? [];
  return [target, ...siblings.map((name) => path.join(path.dirname(target), name))];
}

/** Those of some paths that something has already. */
export async function takenAmong(paths: readonly string[]): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const file of paths) if ((await identityOf(file)) !== undefined) taken.push(file);
  return taken;
}

/** Throws `target.same-file` when a path is that of a file of the source or of one of its parents, under whatever name. */
export async function refuseSameFile({ disk }: OpenImage, paths: readonly string[]): Promise<void> {
  const sources = new Set<string>();
  for (const { identity } of disk.files) if (identity) sources.add(`${identity.device}:${identity.inode}`);
  for (const file of paths) {
    const identity = await identityOf(file);
    if (identity !== undefined && sources.has(identity)) throw new DiskError('target.same-file', { path: file });
  }
}

/**
 * Throws `target.exists` for the first path that something has already. Files of an image that a process which is gone had only
 * half made do not count: they are removed.
 */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  const [first] = await takenAmong(paths);
  if (first === undefined) return;
  await removeAbandoned(path.dirname(first));
  const [exists] = await takenAmong(paths);
  if (exists !== undefined) throw new DiskError('target.exists', { path: exists });
}

/** Throws `image.held` and its like for a file that is to be replaced while another program writes to it: what that writes would be lost. */
export async function refuseTargetsInUse(paths: readonly string[]): Promise<void> {
  for (const file of paths) if ((await lookAt(file))?.isFile()) await refuseHeld(file);
}

/** Device and inode of what has a name, links followed; undefined when nothing has it. */
async function identityOf(file: string): Promise<string | undefined> {
  const found = await lookAt(file);
  return found && `${found.dev}:${found.ino}`;
}
