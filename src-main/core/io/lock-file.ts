import { randomBytes } from 'node:crypto';
import { link, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { asDiskError, systemCode } from './file-errors.ts';
import { removeIfThere } from './folders.ts';
import { isGone, ownMark } from './owner.ts';
import { lockName } from './part-name.ts';

/** What a lock file says of the Platter that made it. */
interface Owner {
  readonly computer: string;
  readonly pid: number;
  /** The process, as temporaries name it. */
  readonly process: string;
  /** Tells two locks of one process. */
  readonly mark: string;
}

/**
 * Marks an image as being changed in place, where the system keeps no locks: a hidden file beside it, until the result is disposed
 * of. Only other Platters heed it. One that a crash on this computer left is taken over; whether another computer still works on an
 * image nobody can tell from here, so that its lock counts for ever, and the refusal names the file. No clock has a say in it.
 * Throws `image.locked-by-platter`, and what writing into the folder throws.
 */
export async function takeLockFile(image: string): Promise<AsyncDisposable> {
  const file = lockFileOf(image);
  const owner: Owner = {
    computer: os.hostname(),
    pid: process.pid,
    process: await ownMark(),
    mark: randomBytes(8).toString('hex'),
  };
  if (!(await create(file, owner))) {
    await removeStale(file, image);
    if (!(await create(file, owner))) throw refusal(image, file, await ownerOf(file));
  }
  return {
    async [Symbol.asyncDispose]() {
      if ((await ownerOf(file))?.mark === owner.mark) await removeIfThere(file);
    },
  };
}

/** Throws `image.locked-by-platter` when another Platter that lives has marked the image. Changes nothing. */
export async function refuseLockFile(image: string): Promise<void> {
  const file = lockFileOf(image);
  const owner = await ownerOf(file);
  if (owner && !(await isGone(owner.process))) throw refusal(image, file, owner);
}

function lockFileOf(image: string): string {
  return path.join(path.dirname(image), lockName(path.basename(image)));
}

/** With all of its content at once: a lock that is found empty is one whose maker crashed. False when there is one already. */
async function create(file: string, owner: Owner): Promise<boolean> {
  const content = JSON.stringify(owner);
  const aside = `${file}-${owner.mark}`;
  try {
    await writeFile(aside, content, { flag: 'wx' });
    await link(aside, file).catch((thrown: unknown) => {
      if (systemCode(thrown) === 'EEXIST') throw thrown;
      // Where hard links do not exist.
      return writeFile(file, content, { flag: 'wx' });
    });
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw asDiskError(thrown, file);
  } finally {
    await removeIfThere(aside);
  }
}

/** Of two that remove the same one at the same time, the slower must not take away what the faster has made since. */
async function removeStale(file: string, image: string): Promise<void> {
  const owner = await ownerOf(file);
  if (owner && !(await isGone(owner.process))) throw refusal(image, file, owner);
  const aside = `${file}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
    const taken = await ownerOf(aside);
    if (taken && !(await isGone(taken.process))) await link(aside, file);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT' && systemCode(thrown) !== 'EEXIST') throw asDiskError(thrown, file);
  } finally {
    await removeIfThere(aside);
  }
}

/** Undefined when there is no lock, or one whose maker crashed while it was made. */
async function ownerOf(file: string): Promise<Owner | undefined> {
  try {
    const found = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>;
    const { computer, pid, process, mark } = found;
    if (typeof computer !== 'string' || typeof pid !== 'number') return undefined;
    return typeof process === 'string' && typeof mark === 'string' ? { computer, pid, process, mark } : undefined;
  } catch {
    return undefined;
  }
}

function refusal(image: string, lock: string, owner: Owner | undefined): DiskError {
  const { computer = 'unknown', pid = 0 } = owner ?? {};
  return new DiskError('image.locked-by-platter', { path: image, lock, computer, pid });
}
