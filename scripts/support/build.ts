import { execFile } from 'node:child_process';
import { glob, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inProject, projectFolder } from './project.ts';

/** What the build reads, and what it writes. */
const inputs = ['{shared,src-main,src-renderer,assets}/**/*', 'package.json', 'electron.vite.config.ts'];
const outputs = ['out/main/main.js', 'out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
// The build itself writes these into the sources.
const generated = /\.d\.ts$|\.tsbuildinfo$/;

/** Builds what is missing or older than its sources. Throws when the build fails. */
export async function ensureBuilt(): Promise<void> {
  if (await isUpToDate()) return;
  console.log('Building…');
  const electronVite = inProject('node_modules/electron-vite/bin/electron-vite.js');
  try {
    await promisify(execFile)(process.execPath, [electronVite, 'build'], { cwd: projectFolder });
  } catch (thrown) {
    const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : String(thrown);
    throw new Error(`The build failed.\n${said}`, { cause: thrown });
  }
}

async function isUpToDate(): Promise<boolean> {
  const built = await Promise.all(outputs.map((name) => changedAt(inProject(name))));
  const oldestOutput = Math.min(...built);
  for await (const name of glob(inputs, { cwd: projectFolder })) {
    if (!generated.test(name) && (await changedAt(inProject(name))) > oldestOutput) return false;
  }
  return oldestOutput > 0;
}

/** When a file was written, in Unix milliseconds; 0 for none. Folders count as 0: their files tell enough. */
async function changedAt(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.mtimeMs : 0;
  } catch {
    return 0;
  }
}
