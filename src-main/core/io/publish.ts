import { link, open, rename } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import type { CleanUp } from './clean-up.ts';
import { asDiskError, systemCode } from './file-errors.ts';
import { isTaken, removeIfSame, removeIfThere, requireReplaceable, requireSame } from './folders.ts';
import type { FileIdentity } from './reader.ts';

/** A whole, closed file under a temporary name. While it was closed, somebody could have put another one in its place. */
export interface Part {
  readonly temporary: string;
  readonly target: string;
  /** Of the file that was written: only this one gets the name. */
  readonly identity: FileIdentity;
  /** Whether a file that has the name already gives way. */
  readonly mayReplace: boolean;
}

/**
 * Gives a part its name; throws `target.exists` when it is taken, even if that happened a moment ago. `rename` would replace
 * silently, so the name is made with `link`, which never does. The temporary name stays: it tells that the name was given.
 */
export async function publishNew(part: Part, cleanUp: CleanUp): Promise<void> {
  const { temporary, target, identity } = part;
  try {
    await requireSame(temporary, identity);
    await link(temporary, target);
    cleanUp.add(target, () => removeIfSame(target, identity.inode));
  } catch (thrown) {
    if (thrown instanceof DiskError || systemCode(thrown) === 'EEXIST') throw asDiskError(thrown, target);
    await publishOverPlaceholder(part, cleanUp);
  }
}

/**
 * The same where hard links do not exist (FAT, some network shares): the name is taken with an empty file, created exclusively,
 * and the part is renamed over that. Only a program that writes into the empty file at this very moment would lose something.
 */
export async function publishOverPlaceholder({ temporary, target, identity }: Part, cleanUp: CleanUp): Promise<void> {
  try {
    const placeholder = await open(target, 'wx');
    const { ino } = await placeholder.stat({ bigint: true }).finally(() => placeholder.close());
    cleanUp.add(target, () => removeIfSame(target, ino));
    await rename(temporary, target);
    cleanUp.add(target, () => removeIfSame(target, identity.inode));
  } catch (thrown) {
    throw asDiskError(thrown, target);
  }
}

/**
 * Gives the main part its name, replacing what has it, which is all or nothing; a link is replaced itself, what it points to
 * stays. A failure later on leaves the new image in its place: it is whole, the old one is gone, and removing the new one as
 * well would only lose more.
 */
export async function publishOver({ temporary, target, identity }: Part, cleanUp: CleanUp): Promise<void> {
  try {
    const replaces = await isTaken(target);
    await requireSame(temporary, identity);
    await rename(temporary, target);
    if (replaces) cleanUp.forget();
    else cleanUp.add(target, () => removeIfSame(target, identity.inode));
  } catch (thrown) {
    throw asDiskError(thrown, target);
  }
}

/**
 * Replaces one old file of a set, which has its `backup` as a second name before it loses the first, so that a failure later on
 * brings it back. Where there are no hard links, it has only that one for a moment.
 */
export async function publishKeeping(part: Part, backup: string, cleanUp: CleanUp): Promise<void> {
  const { temporary, target, identity } = part;
  try {
    await requireSame(temporary, identity);
    await requireReplaceable(target);
    await link(target, backup).catch(() => rename(target, backup));
    cleanUp.add(backup, () => bringBack(backup, target));
    await rename(temporary, target);
  } catch (thrown) {
    throw asDiskError(thrown, target);
  }
}

/** As long as the old file has both names, renaming one to the other leaves both, so the spare one is removed after that. */
async function bringBack(backup: string, target: string): Promise<void> {
  await rename(backup, target);
  await removeIfThere(backup);
}

/** Gives the file that has a part's name another one, from which a failure later on brings it back. False when there is none. */
export async function giveWay({ target }: Part, backup: string, cleanUp: CleanUp): Promise<boolean> {
  try {
    if (!(await isTaken(target))) return false;
    await requireReplaceable(target);
    await rename(target, backup);
    cleanUp.add(backup, () => rename(backup, target));
    return true;
  } catch (thrown) {
    throw asDiskError(thrown, target);
  }
}
