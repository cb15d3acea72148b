import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { CleanUp } from './clean-up.ts';
import { asDiskError, systemCode } from './file-errors.ts';
import { flushFolder, removeIfThere, requireFolder } from './folders.ts';
import { OutputFileSet, type OutputFiles } from './output-files.ts';
import { backupName, isPartOf } from './part-name.ts';
import { publishNew, publishOver, type Part } from './publish.ts';

export type { OutputFiles } from './output-files.ts';

/**
 * Writes an image so that its target is absent, or as it was, until everything is whole: `write` gets temporary files beside
 * it, which are flushed and given their names when it returns, the main file last. After any failure, everything this call
 * made is gone, its handles are closed, and the failure itself is thrown; `leftBehind` among its facts names what could not
 * be removed.
 * @param options `overwrite` lets existing files be replaced, which otherwise throws `target.exists` before anything is
 *   created, and again when a file appeared in between. `token` marks the temporaries for `removeLeftovers`.
 */
export async function atomically<T>(
  target: string,
  options: { overwrite?: boolean | undefined; token?: string | undefined },
  write: (files: OutputFiles) => Promise<T>,
): Promise<T> {
  const { overwrite = false, token = randomBytes(8).toString('hex') } = options;
  const folder = path.dirname(target);
  await requireFolder(folder);
  const cleanUp = new CleanUp();
  const files = await OutputFileSet.create({ folder, name: path.basename(target), overwrite, token }, cleanUp);
  try {
    const result = await write(files);
    await files.seal();
    const backups = await publish(files.parts, folder, cleanUp, overwrite ? token : undefined);
    // The new image is whole and has its name: an old file that cannot be removed is no reason to take it back.
    await Promise.allSettled(backups.map(removeIfThere));
    return result;
  } catch (thrown) {
    await files.settle();
    throw await cleanUp.after(diskFull(thrown, target));
  }
}

/**
 * Removes the temporaries with a token that a crashed worker left in a folder, and returns their paths. When old files were
 * being replaced at that very moment, `settleOutput` has to look first: their second names (`.platter-old`) are left alone.
 */
export async function removeLeftovers(folder: string, token: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const leftovers = names.filter((name) => isPartOf(token, name)).map((name) => path.join(folder, name));
    await Promise.all(leftovers.map(removeIfThere));
    return leftovers;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw asDiskError(thrown, folder);
  }
}

/**
 * Gives the parts their names, siblings first: whoever finds the main file finds all of it. Returns the old files that were
 * kept meanwhile; a single file needs none, since one rename is all or nothing.
 */
async function publish(
  parts: OutputFileSet['parts'],
  folder: string,
  cleanUp: CleanUp,
  overwriteToken: string | undefined,
): Promise<readonly string[]> {
  const backups: string[] = [];
  const give = async (part: Part): Promise<void> => {
    if (overwriteToken === undefined) {
      await publishNew(part, cleanUp);
    } else if (parts.length === 1) {
      await publishOver(part, cleanUp);
    } else {
      const backup = path.join(folder, backupName(path.basename(part.target), overwriteToken));
      backups.push(backup);
      await publishOver(part, cleanUp, { backup });
    }
  };
  const [main, ...siblings] = parts;
  for (const sibling of siblings) await give(sibling);
  if (siblings.length > 0) await flushFolder(folder);
  await give(main);
  await flushFolder(folder);
  return backups;
}

/** A bare "no space left" of whatever was called meanwhile, as the refusal that it is. */
function diskFull(thrown: unknown, target: string): unknown {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(thrown) ?? '') ? asDiskError(thrown, target) : thrown;
}
