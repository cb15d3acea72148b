import { access, constants, mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of its own for one test; `await using` removes it with all that is in it. */
export class TempFolder implements AsyncDisposable {
  readonly path: string;

  constructor(existing: string) {
    this.path = existing;
  }

  static async create(where = tmpdir()): Promise<TempFolder> {
    return new TempFolder(await realpath(await mkdtemp(path.join(where, 'platter-test-'))));
  }

  /** One in memory where the system has a place for that: for work that flushes thousands of times. */
  static async inMemory(): Promise<TempFolder> {
    const isThere = await access('/dev/shm', constants.W_OK).then(
      () => true,
      () => false,
    );
    return TempFolder.create(isThere ? '/dev/shm' : tmpdir());
  }

  /** The path of a name in the folder. */
  at(name: string): string {
    return path.join(this.path, name);
  }

  /** Everything in the folder, hidden files too, in order. */
  async names(): Promise<readonly string[]> {
    return (await readdir(this.path)).sort();
  }

  /** The files of the folder that this process holds open, removed ones too. Linux tells; elsewhere the list is empty. */
  async openFiles(): Promise<readonly string[]> {
    const descriptors = await readdir('/proc/self/fd').catch(() => []);
    const paths = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
    return paths.filter((open) => open.startsWith(this.path)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
