import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { TempFolder } from '#test/support/temp-folder.ts';

/** Why a disk that becomes full cannot be made here; undefined where it can: on Linux, as root, with leave to mount. */
export const noTinyDisk: string | undefined = whyNot();

/**
 * What takes a file system away again: a process of its own, as soon as its input ends. That happens when the test is done, and
 * just as well when its process is killed or runs out of time, which no `finally` would see. A file that is still open
 * in it does not keep it: it vanishes from the tree at once (-l), and from memory with the last of them.
 */
const keeper = 'cat >/dev/null; umount -l "$0"; rmdir "$0"';

/** Mounts a file system of `size` bytes on a folder of its own; `await using` takes it away again. */
export async function tinyDisk(size: number): Promise<TempFolder> {
  const folder = await TempFolder.create();
  // First the one who clears up, then what there is to clear up.
  const child = spawn('sh', ['-c', keeper, folder.path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = once(child, 'exit');
  await once(child, 'spawn');
  // Nothing waits for it at the end of a process.
  child.unref();
  mount(folder.path, size);
  return new MountedFolder(folder.path, async () => {
    child.stdin.end();
    child.ref();
    await gone;
  });
}

class MountedFolder extends TempFolder {
  readonly #unmount: () => Promise<void>;

  constructor(existing: string, unmount: () => Promise<void>) {
    super(existing);
    this.#unmount = unmount;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#unmount();
    await super[Symbol.asyncDispose]();
  }
}

function mount(folder: string, size: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(size)}`, 'tmpfs', folder], { stdio: 'ignore' });
}

/** Tries it in a space of mounts of its own, which ends with its process. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a tiny disk';
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-test-'));
  const attempt = 'mount -t tmpfs -o size=4096 tmpfs "$0"';
  try {
    execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', attempt, folder], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'mounting is not allowed here';
  } finally {
    rmdirSync(folder);
  }
}
