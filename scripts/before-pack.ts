// Called by electron-builder before it packs for one processor.
import { execFile } from 'node:child_process';
import { access, copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** The part of electron-builder's context that counts here. */
interface PackContext {
  readonly electronPlatformName: string;
  readonly packager: { readonly projectDir: string };
}

/**
 * A program for macOS serves two processors, while npm installs koffi's binary for that of this machine only: the other one is
 * added, at the version and with the checksum of package-lock.json. Does nothing for other systems. Throws when npm fails.
 */
export async function beforePack({ electronPlatformName, packager: { projectDir } }: PackContext): Promise<void> {
  if (electronPlatformName !== 'darwin') return;
  for (const processor of ['x64', 'arm64']) {
    const folder = path.join(projectDir, 'node_modules/@koromix', `koffi-darwin-${processor}`);
    if (!(await exists(folder))) await addKoffi(projectDir, folder, processor);
  }
}

async function addKoffi(projectDir: string, folder: string, processor: string): Promise<void> {
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'platter-koffi-'));
  try {
    for (const name of ['package.json', 'package-lock.json']) {
      await copyFile(path.join(projectDir, name), path.join(elsewhere, name));
    }
    const words = ['ci', '--omit=dev', '--ignore-scripts', '--os=darwin', `--cpu=${processor}`];
    await promisify(execFile)('npm', words, { cwd: elsewhere });
    const installed = path.join(elsewhere, 'node_modules/@koromix', path.basename(folder));
    await cp(installed, folder, { recursive: true });
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
}

async function exists(name: string): Promise<boolean> {
  try {
    await access(name);
    return true;
  } catch {
    return false;
  }
}
