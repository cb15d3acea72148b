import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from './owner.ts';
import { readHiddenName } from './part-name.ts';
import { settleMark } from './settle-output.ts';

/**
 * Removes what processes of Platter that are gone left in a folder, each of which is told by the owner in its name. What they
 * were replacing is completed, what they had half given its names is taken back, as `settleOutput` does. Never touched: files
 * of another user, of a process that lives or may live, and replacements that are not clear. Whatever fails, nothing is thrown:
 * this is done in passing, before the folder is used. `main` is the name of a main file that may be concerned: very long names
 * cannot be told from those of their temporaries.
 */
export async function removeAbandoned(folder: string, main?: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const owners = new Map<string, string>();
  for (const name of names) {
    const hidden = readHiddenName(name);
    if (hidden?.owner !== undefined) owners.set(hidden.mark, hidden.owner);
  }
  for (const [mark, owner] of owners) {
    if (!(await isGone(owner))) continue;
    const marked = names.filter((name) => readHiddenName(name)?.mark === mark).map((name) => path.join(folder, name));
    const areOurs = await Promise.all(marked.map(isOwnFile));
    if (areOurs.every(Boolean)) await settleMark(folder, mark, main).catch(() => undefined);
  }
}

/** The same beside an image, before it is changed in place. */
export async function removeAbandonedBeside(image: string): Promise<void> {
  await removeAbandoned(path.dirname(image), path.basename(image));
}

/** A name is easily made: in a folder that many may write to, only our own files are believed. */
async function isOwnFile(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => undefined);
  return found === undefined || (found.isFile() && found.uid === (process.getuid?.() ?? found.uid));
}
