import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../core/io/file-errors.ts';

/** Folders on the way that may be missing. Platter makes none, so more are no person's; each costs a look at the disk. */
const mostMissing = 16;

/**
 * Where a path really is: links followed as far as it exists, the rest as written. Undefined where that cannot be told, and
 * nothing may be allowed therefore: a relative path, a link to nothing (a file created there would lie elsewhere), a loop of
 * links, a folder that may not be searched, a name the system does not take.
 */
export async function realPath(anyPath: string): Promise<string | undefined> {
  return path.isAbsolute(anyPath) ? follow(path.resolve(anyPath), mostMissing) : undefined;
}

async function follow(resolved: string, mayBeMissing: number): Promise<string | undefined> {
  const existing = await resolveExisting(resolved);
  if (existing !== 'missing') return existing;
  const parent = path.dirname(resolved);
  if (mayBeMissing === 0 || parent === resolved || (await isThere(resolved))) return undefined;
  const realParent = await follow(parent, mayBeMissing - 1);
  return realParent === undefined ? undefined : path.join(realParent, path.basename(resolved));
}

async function resolveExisting(resolved: string): Promise<string | undefined> {
  try {
    return await realpath(resolved);
  } catch (thrown) {
    return systemCode(thrown) === 'ENOENT' ? 'missing' : undefined;
  }
}

/** True for a link that leads to nothing, which `realpath` reports as missing. */
async function isThere(resolved: string): Promise<boolean> {
  try {
    await lstat(resolved);
    return true;
  } catch {
    return false;
  }
}
