import type { BigIntStats } from 'node:fs';
import { lstat, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { asDiskError, systemCode } from './file-errors.ts';
import { flushFolder, removeIfSame, removeIfThere, unlessMissing } from './folders.ts';
import { backupName, isBackupOf, isPartOf, partName, readHiddenName, wholeNameOf } from './part-name.ts';

/** What became of an output whose writer is gone. `problem` is a clause that says why nothing was decided. */
export type Settled =
  | { readonly kind: 'removed' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'unclear'; readonly problem: string };

/** A new file under its temporary name, or an old one that gave way, with the name it belongs to. */
interface Placed {
  readonly hidden: string;
  readonly name: string | undefined;
}

type Named = Placed & { readonly name: string };

/** File times are coarse on some systems: FAT counts in two seconds. */
const timeGrain = 2000;

/**
 * Cleans up after an `atomically` whose process ended in its middle, by what lies in the folder of `target`.
 *
 * Without old files that gave way, nothing was being replaced: the temporaries are removed, and with them the names of those
 * that had theirs already, unless all had. The target is absent, as it was, or whole.
 * Old files give way only once every new file is whole and on the medium. So the new set is the one that is known to be whole,
 * partly under its temporary names, and the replacement is completed: siblings, then the main file, then the old files are
 * removed; should this be interrupted, the same holds again. Where a file is missing or was changed since, or a name cannot
 * be told, nothing is touched.
 */
export async function settleOutput(target: string, token: string): Promise<Settled> {
  return settleMark(path.dirname(target), token, path.basename(target));
}

/** The same by the mark of an output, or a part of it, where the name of its main file may be unknown. */
export async function settleMark(folder: string, mark: string, main = ''): Promise<Settled> {
  const names = await namesIn(folder);
  const known = main === '' ? names : [...names, main];
  const placed = (hidden: string, nameOf: (name: string, mark: string) => string): Placed => {
    const whole = readHiddenName(hidden)?.mark ?? mark;
    return { hidden, name: known.find((name) => nameOf(name, whole) === hidden) ?? wholeNameOf(hidden, whole) };
  };
  const backups = names.filter((name) => isBackupOf(mark, name)).map((hidden) => placed(hidden, backupName));
  const parts = names.filter((name) => isPartOf(mark, name)).map((hidden) => placed(hidden, partName));
  if (backups.length === 0) {
    await takeBack(folder, parts);
    return { kind: 'removed' };
  }
  if (!areNamed(backups) || !areNamed(parts)) return { kind: 'unclear', problem: 'one of them has no name any more' };

  const problem = await doubtOf(folder, parts, backups);
  if (problem !== undefined) return { kind: 'unclear', problem };
  await complete(folder, parts, main);
  for (const { hidden } of backups) await removeIfThere(path.join(folder, hidden));
  return { kind: 'completed' };
}

/** Removes new files. One that has its name has two; if any has not, the set is not whole, and no name of it stays. */
async function takeBack(folder: string, parts: readonly Placed[]): Promise<void> {
  const found = await Promise.all(parts.map(({ hidden }) => look(path.join(folder, hidden))));
  if (found.some((part) => part?.nlink === 1n)) {
    for (const [index, { name }] of parts.entries()) {
      const part = found[index];
      if (name !== undefined && part && part.nlink > 1n) await removeIfSame(path.join(folder, name), part.ino);
    }
    await flushFolder(folder);
  }
  for (const { hidden } of parts) await removeIfThere(path.join(folder, hidden));
}

/** Gives the new files their names, the main one last, and returns when that is on the medium. */
async function complete(folder: string, parts: readonly Named[], main: string): Promise<void> {
  const give = async ({ hidden, name }: Named) => {
    await rename(path.join(folder, hidden), path.join(folder, name));
    // Two names of one file both stay.
    await removeIfThere(path.join(folder, hidden));
  };
  for (const part of parts) if (part.name !== main) await give(part);
  await flushFolder(folder);
  for (const part of parts) if (part.name === main) await give(part);
  await flushFolder(folder);
}

/** Why the replacement may not be completed; undefined when it may. */
async function doubtOf(
  folder: string,
  parts: readonly Named[],
  backups: readonly Named[],
): Promise<string | undefined> {
  let interruptedAt = 0;
  for (const { hidden, name } of backups) {
    const [old, current] = await Promise.all([hidden, name].map((each) => look(path.join(folder, each))));
    const isReplaced = current !== undefined && old?.ino !== current.ino;
    if (!isReplaced && !parts.some((part) => part.name === name)) return `the new ${name} is missing`;
    // Changed last when it got this name.
    interruptedAt = Math.max(interruptedAt, Number(old?.ctimeMs ?? 0));
  }
  for (const { hidden, name } of parts) {
    const [part, current] = await Promise.all([hidden, name].map((each) => look(path.join(folder, each))));
    if (!current || current.ino === part?.ino) continue;
    // A copy that a person put there may have kept the time of its content.
    const changedAt = Math.max(Number(current.mtimeMs), Number(current.ctimeMs));
    if (changedAt > interruptedAt + timeGrain) return `${name} has been changed since`;
  }
  return undefined;
}

function areNamed(files: readonly Placed[]): files is readonly Named[] {
  return files.every(({ name }) => name !== undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw asDiskError(thrown, folder);
  }
}

function look(file: string): Promise<BigIntStats | undefined> {
  return unlessMissing(() => lstat(file, { bigint: true }), file);
}
