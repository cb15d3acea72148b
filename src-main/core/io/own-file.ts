import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { atomically } from './atomic-output.ts';
import { asDiskError } from './file-errors.ts';
import { removeIfThere, unlessMissing } from './folders.ts';
import { isPart } from './part-name.ts';

/** Platter's own small files, such as its settings: text, read and written as a whole. */

/** The text of a file, undefined when there is none. Throws `file.too-large` above `limit`, and what reading throws. */
export async function readOwnFile(file: string, limit: Bytes): Promise<string | undefined> {
  return unlessMissing(async () => {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > limit) throw new DiskError('file.too-large', { path: file, size, limit });
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  }, file);
}

/**
 * What `decode` makes of the text of a file, undefined when there is none, the problem as a clause when it is larger than `limit`:
 * Platter did not write that one. Throws what reading throws.
 */
export async function decodeOwnFile<T>(
  file: string,
  limit: Bytes,
  decode: (text: string) => T,
): Promise<T | { readonly problem: string } | undefined> {
  try {
    const text = await readOwnFile(file, limit);
    return text === undefined ? undefined : decode(text);
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.reason === 'file.too-large')
      return { problem: 'the file is far too large' };
    throw thrown;
  }
}

/** Replaces a file: after a crash at any moment it is as it was, or has all of the text. Throws what writing throws. */
export async function writeOwnFile(file: string, text: string): Promise<void> {
  await atomically(file, { overwrite: true }, ({ main }) => main.write(0, new TextEncoder().encode(text)));
}

/** Gives a file that cannot be read another name, so that nothing of it is lost, and returns that name's path. */
export async function setAside(file: string): Promise<string> {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    await rename(file, aside);
    return aside;
  } catch (thrown) {
    throw asDiskError(thrown, file);
  }
}

/** Writing one of these files takes moments; a temporary that is older than this, in milliseconds, belongs to nobody. */
const abandonedAfter = 60_000;

/**
 * Makes a folder for such files where there is none, which only its owner may look into: paths tell of a person. Temporaries
 * that a crash left in it are removed. Throws what the system refuses.
 */
export async function prepareOwnFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(folder)).filter(isPart)) {
      const temporary = path.join(folder, name);
      const found = await stat(temporary).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > abandonedAfter) await removeIfThere(temporary);
    }
  } catch (thrown) {
    throw asDiskError(thrown, folder);
  }
}
