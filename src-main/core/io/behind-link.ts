import { lstat, realpath } from 'node:fs/promises';

/**
 * The file that a link leads to; any other path as it is, and one of which that cannot be told. That folders on the way may be
 * links does not matter: what lies beside the file is the same.
 */
export async function behindLink(file: string): Promise<string> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await realpath(file) : file;
  } catch {
    // Whoever opens it hears what is wrong.
    return file;
  }
}
