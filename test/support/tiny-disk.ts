import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TempFolder } from '#test/support/temp-folder.ts';

/** Why a disk that becomes full cannot be made here; undefined where it can: on Linux, as root, with leave to mount. */
export const noTinyDisk: string | undefined = whyNot();

/** Mounts a file system of `size` bytes on a folder of its own; `await using` takes it away again. */
export async function tinyDisk(size: number): Promise<TempFolder> {
  const folder = await TempFolder.create();
  mount(folder.path, size);
  return new MountedFolder(folder.path);
}

class MountedFolder extends TempFolder {
  override async [Symbol.asyncDispose](): Promise<void> {
    execFileSync('umount', [this.path]);
    await super[Symbol.asyncDispose]();
  }
}

function mount(folder: string, size: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(size)}`, 'tmpfs', folder], { stdio: 'ignore' });
}

function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a tiny disk';
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-test-'));
  try {
    mount(folder, 4096);
    execFileSync('umount', [folder]);
    return undefined;
  } catch {
    return 'mounting is not allowed here';
  } finally {
    rmdirSync(folder);
  }
}
