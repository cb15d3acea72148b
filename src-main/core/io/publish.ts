import { link, open, rename } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import type { CleanUp } from './clean-up.ts';
import { asDiskError, systemCode } from './file-errors.ts';
import { isTaken, removeIfSame, removeIfThere, requireSame } from './folders.ts';
import type { FileIdentity } from './reader.ts';

/** A whole, closed file under a temporary name. While it was closed, somebody could have put another one in its place. */
export interface Part {
  readonly temporary: string;
  readonly target: string;
  /** Of the file that was written: only this one gets the name. */
  readonly identity: FileIdentity;
}

/**
 * Gives a part its name; throws `target.exists` when it is taken, even if that happened a moment ago. `rename` would replace
 * silently, so the name is made with `link`, which never does.
 */
export async function publishNew(part: Part, cleanUp: CleanUp): Promise<void> {
  const { temporary, target, identity } = part;
  try {
    await requireSame(temporary, identity);
    await link(temporary, target);
    cleanUp.add(target, () => removeIfSame(target, identity.inode));
    await removeIfThere(temporary);
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
 * Gives a part its name, replacing what has it; a link is replaced itself, what it points to stays. With a `backup` path, the
 * old file keeps that as a second name, so that a failure later on can bring it back.
 * Where there are no hard links, that failure leaves the new file in its place: it is whole, the old one is gone, and removing
 * the new one as well would only lose more.
 */
export async function publishOver(part: Part, cleanUp: CleanUp, options: { backup?: string } = {}): Promise<void> {
  const { temporary, target, identity } = part;
  const { backup } = options;
  try {
    const replaces = await isTaken(target);
    await requireSame(temporary, identity);
    const kept = replaces && backup !== undefined && (await keep(target, backup, cleanUp));
    await rename(temporary, target);
    if (kept) cleanUp.add(target, () => rename(backup, target));
    else if (!replaces) cleanUp.add(target, () => removeIfSame(target, identity.inode));
  } catch (thrown) {
    throw asDiskError(thrown, target);
  }
}

async function keep(target: string, backup: string, cleanUp: CleanUp): Promise<boolean> {
  try {
    await link(target, backup);
    cleanUp.add(backup, () => removeIfThere(backup));
    return true;
  } catch {
    return false;
  }
}
