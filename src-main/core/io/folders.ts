import { lstat, open, stat, unlink } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import { asDiskError, isFlushUnsupported, isMissing, systemCode } from './file-errors.ts';
import type { FileIdentity } from './reader.ts';

/** What systems answer that cannot open a folder. */
const cannotOpen = ['EISDIR', 'EACCES', 'EPERM', 'EBADF'];

/** Throws `target.no-folder` unless `path` is a folder, or a link to one. */
export async function requireFolder(path: string): Promise<void> {
  const found = await unlessMissing(() => stat(path), path);
  if (!found?.isDirectory()) throw new DiskError('target.no-folder', { path });
}

/** True when a name is taken, by a dangling link too. */
export async function isTaken(path: string): Promise<boolean> {
  return (await unlessMissing(() => lstat(path), path)) !== undefined;
}

/** Throws `file.not-regular` when the name stands for something other than a file, or for a link to such a thing. */
export async function requireReplaceable(path: string): Promise<void> {
  const found = await unlessMissing(() => stat(path), path);
  if (found && !found.isFile()) throw new DiskError('file.not-regular', { path });
}

/** Removes a file, if it is still there. */
export async function removeIfThere(path: string): Promise<void> {
  await unlessMissing(() => unlink(path), path);
}

/** Removes a file, if the name still stands for the one with this inode. */
export async function removeIfSame(path: string, inode: bigint): Promise<void> {
  const found = await unlessMissing(() => lstat(path, { bigint: true }), path);
  if (found?.ino === inode) await removeIfThere(path);
}

/** Throws `file.replaced` unless the name still stands for this file itself. */
export async function requireSame(path: string, { device, inode }: FileIdentity): Promise<void> {
  const found = await unlessMissing(() => lstat(path, { bigint: true }), path);
  if (found?.dev !== device || found.ino !== inode) throw new DiskError('file.replaced', { path });
}

/** Returns when the names in a folder are on the medium, as far as the system can promise that. */
export async function flushFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (thrown) {
    if (!isFlushUnsupported(thrown) && !cannotOpen.includes(systemCode(thrown) ?? '')) throw asDiskError(thrown, path);
  }
}

/** What an action on a path returns; undefined when nothing has that name. Throws what the system refuses, in words. */
export async function unlessMissing<T>(action: () => Promise<T>, path: string): Promise<T | undefined> {
  try {
    return await action();
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw asDiskError(thrown, path);
  }
}
