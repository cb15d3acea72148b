import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../core/io/file-errors.ts';

/**
 * Where a path really is: links followed as far as it exists, the rest as written. Undefined where that cannot be told, and
 * nothing may be allowed therefore: a relative path, a link to nothing (a file created there would lie elsewhere), a loop of
 * links, a folder that may not be searched, a name the system does not take.
 */
export async function realPath(anyPath: string): Promise<string | undefined> {
  if (!path.isAbsolute(anyPath)) return undefined;
  const resolved = path.resolve(anyPath);
  const existing = await resolveExisting(resolved);
  if (existing !== 'missing') return existing;
  const parent = path.dirname(resolved);
  if (parent === resolved || (await isThere(resolved))) return undefined;
  const realParent = await realPath(parent);
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
