import { execFile } from 'node:child_process';
import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '#test/support/need.ts';

/**
 * Builds unless the window in `out/` is newer than everything it is made of. `npm test` has built already; this is for a
 * single file that is run by itself.
 */
export async function ensureWindowBuilt(): Promise<void> {
  const built = await changedAt(path.join(projectFolder, 'out/renderer/index.html'));
  if (built > (await newestSource())) return;
  const electronVite = path.join(projectFolder, 'node_modules/electron-vite/bin/electron-vite.js');
  await promisify(execFile)(process.execPath, [electronVite, 'build'], { cwd: projectFolder });
}

async function newestSource(): Promise<number> {
  let newest = 0;
  const sources = ['src-renderer/**/*.{ts,vue,css,html}', 'shared/**/*.ts', 'assets/*.svg', 'electron.vite.config.ts'];
  for await (const file of glob(sources, { cwd: projectFolder })) {
    // The build writes declarations among its sources.
    if (!file.endsWith('.d.ts')) newest = Math.max(newest, await changedAt(path.join(projectFolder, file)));
  }
  return newest;
}

async function changedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
