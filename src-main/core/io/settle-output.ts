import { lstat, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { removeLeftovers } from './atomic-output.ts';
import { asDiskError, isMissing } from './file-errors.ts';
import { flushFolder, removeIfThere } from './folders.ts';
import { backupName, endingsOf, isBackupOf, isPartOf, partName } from './part-name.ts';

/** What became of an output whose writer is gone. `problem` is a clause that says why nothing was decided. */
export type Settled =
  | { readonly kind: 'removed' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'unclear'; readonly problem: string };

/** A new file under its temporary name, or an old one under its second name, with the name it belongs to. */
interface Placed {
  readonly hidden: string;
  readonly name: string;
}

/** File times are coarse on some systems: FAT counts in two seconds. */
const timeGrain = 2000;

/**
 * Cleans up after an `atomically` whose process ended in its middle, by what lies in the folder of `target`.
 *
 * Without second names of old files, nothing was being replaced: the temporaries are removed, and the target is absent or as it was.
 * Second names are made only once every new file is whole and on the medium, and old files lose their names one by one from
 * then on. So the new set is the one that is known to be whole, partly under its temporary names, and the replacement is
 * completed: siblings, then the main file, then the second names are removed; should this be interrupted, the same holds
 * again. Where a file is missing or was changed since, or a name cannot be told, nothing is touched.
 */
export async function settleOutput(target: string, token: string): Promise<Settled> {
  const folder = path.dirname(target);
  const names = await namesIn(folder);
  const known = [...names, path.basename(target)];
  const backups = names
    .filter((name) => isBackupOf(token, name))
    .map((hidden) => ({ hidden, name: known.find((name) => backupName(name, token) === hidden) }));
  if (backups.length === 0) {
    await removeLeftovers(folder, token);
    return { kind: 'removed' };
  }
  const parts = names
    .filter((name) => isPartOf(token, name))
    .map((hidden) => ({
      hidden,
      name: known.find((name) => partName(name, token) === hidden) ?? plain(hidden, token),
    }));
  if (!areNamed(backups) || !areNamed(parts)) return { kind: 'unclear', problem: 'one of them has no name any more' };

  const problem = await doubtOf(folder, parts, backups);
  if (problem !== undefined) return { kind: 'unclear', problem };
  await complete(folder, parts, path.basename(target));
  for (const { hidden } of backups) await removeIfThere(path.join(folder, hidden));
  return { kind: 'completed' };
}

/** Gives the new files their names, the main one last, and returns when that is on the medium. */
async function complete(folder: string, parts: readonly Placed[], main: string): Promise<void> {
  const give = ({ hidden, name }: Placed) => rename(path.join(folder, hidden), path.join(folder, name));
  for (const part of parts) if (part.name !== main) await give(part);
  await flushFolder(folder);
  for (const part of parts) if (part.name === main) await give(part);
  await flushFolder(folder);
}

/** Why the replacement may not be completed; undefined when it may. */
async function doubtOf(
  folder: string,
  parts: readonly Placed[],
  backups: readonly Placed[],
): Promise<string | undefined> {
  let interruptedAt = 0;
  for (const { hidden, name } of backups) {
    const [old, current] = await Promise.all([hidden, name].map((each) => look(path.join(folder, each))));
    const isReplaced = current !== undefined && old?.ino !== current.ino;
    if (!isReplaced && !parts.some((part) => part.name === name)) return `the new ${name} is missing`;
    // Changed last when it got this name, or lost its first one.
    interruptedAt = Math.max(interruptedAt, Number(old?.ctimeMs ?? 0));
  }
  for (const { name } of parts) {
    const current = await look(path.join(folder, name));
    if (current && Number(current.mtimeMs) > interruptedAt + timeGrain) return `${name} has been changed since`;
  }
  return undefined;
}

/** The name in a hidden name that was not cut: a cut one is nearly as long as names may be. */
function plain(hidden: string, token: string): string | undefined {
  return Buffer.byteLength(hidden) < 250 ? hidden.slice(1, -endingsOf(token).part.length) : undefined;
}

function areNamed(files: readonly { hidden: string; name: string | undefined }[]): files is readonly Placed[] {
  return files.every(({ name }) => name !== undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw asDiskError(thrown, folder);
  }
}

async function look(file: string) {
  try {
    return await lstat(file, { bigint: true });
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw asDiskError(thrown, file);
  }
}
