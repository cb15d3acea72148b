import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from './need.ts';

/** What the build reads, and what it writes. */
const inputs = ['shared', 'src-main', 'src-renderer', 'assets', 'package.json', 'electron.vite.config.ts'];
const outputs = ['out/main/main.js', 'out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
// The build itself writes these into the sources.
const generated = /\.d\.ts$|\.tsbuildinfo$/;

/** Builds what is missing or older than its sources. Throws when the build fails. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return;
  console.log('Building…');
  const electronVite = path.join(projectFolder, 'node_modules/electron-vite/bin/electron-vite.js');
  try {
    await promisify(execFile)(process.execPath, [electronVite, 'build'], { cwd: projectFolder });
  } catch (thrown) {
    const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : String(thrown);
    throw new Error(`The build failed.\n${said}`, { cause: thrown });
  }
}

/** True when everything in `out` is there and newer than all it is made of: some milliseconds' work. */
export function isBuilt(): boolean {
  const oldestOutput = Math.min(...outputs.map((name) => changedAt(path.join(projectFolder, name))));
  return oldestOutput > 0 && inputs.flatMap(sourcesIn).every((file) => changedAt(file) <= oldestOutput);
}

/** The file of that name, or all files in the folder. */
function sourcesIn(name: string): readonly string[] {
  const input = path.join(projectFolder, name);
  if (statSync(input).isFile()) return [input];
  return readdirSync(input, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !generated.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** When a file was written, in Unix milliseconds; 0 for none. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
