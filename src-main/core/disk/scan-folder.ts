import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { asDiskError } from '../io/file-errors.ts';

/** Each file is opened and its header read: more of them would keep a person waiting without telling why. */
const mostFiles = 512;

/**
 * The names of the regular files in a folder that have one of the extensions (lower case, without the dot), in order; at
 * most 512 of them. Throws `file.missing` or `file.denied` for a folder that cannot be listed.
 */
export async function filesWithExtension(folder: string, extensions: readonly string[]): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    return names
      .filter((name) => extensions.includes(path.extname(name).slice(1).toLowerCase()))
      .sort()
      .slice(0, mostFiles);
  } catch (thrown) {
    throw asDiskError(thrown, folder);
  }
}
