import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inProject, run } from './project.ts';

const packageFolder = inProject('node_modules/electron');
const probeMilliseconds = 5_000;
const downloadMilliseconds = 300_000;

/** Electron's program when it is installed. Its npm package does not bring it; the first start downloads it. */
export async function installedElectron(): Promise<string | undefined> {
  try {
    const inside = await readFile(path.join(packageFolder, 'path.txt'), 'utf8');
    const program = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(packageFolder, 'dist'), inside);
    await access(program);
    return program;
  } catch {
    return undefined;
  }
}

/** Electron's program, downloaded when that is possible; undefined after a bounded time when it is not. */
export async function obtainElectron(): Promise<string | undefined> {
  const installed = await installedElectron();
  if (installed !== undefined) return installed;
  if (!(await canReachDownloads())) return undefined;
  console.log("Downloading Electron's runtime, once…");
  await run(process.execPath, [path.join(packageFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: downloadMilliseconds,
  });
  return installedElectron();
}

/** Why no window can be opened here, or undefined. */
export function whyNoDisplay(): string | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return undefined;
  return 'There is no display';
}

/** Chromium's sandbox does not start for root; without it Electron does. */
export function sandboxWords(): readonly string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

async function canReachDownloads(): Promise<boolean> {
  const host = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? 'https://github.com';
  try {
    const answer = await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(probeMilliseconds) });
    return answer.status < 500;
  } catch {
    return false;
  }
}
