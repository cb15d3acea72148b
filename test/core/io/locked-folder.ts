import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const isRoot = process.getuid?.() === 0;

/** Why no folder can be made unwritable here; undefined where it can. */
export const cannotLock: string | undefined = whyNot();

/** A folder in which nothing can be created or removed; disposing gives it free. Permissions do not hold root back, so there it is made immutable. */
export function lockFolder(folder: string): Disposable & { readonly path: string } {
  if (isRoot) execFileSync('chattr', ['+i', folder], { stdio: 'ignore' });
  else chmodSync(folder, 0o555);
  return {
    path: folder,
    [Symbol.dispose]() {
      if (isRoot) execFileSync('chattr', ['-i', folder], { stdio: 'ignore' });
      else chmodSync(folder, 0o755);
    },
  };
}

function whyNot(): string | undefined {
  if (process.platform === 'win32') return 'permissions of Windows work differently';
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-test-'));
  try {
    lockFolder(folder)[Symbol.dispose]();
    return undefined;
  } catch {
    return 'this file system does not lock folders';
  } finally {
    rmdirSync(folder);
  }
}
