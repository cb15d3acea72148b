// npm run test:electron: starts the real Electron, converts an image in its window, and compares the result. Where Electron
// or a display is missing it says so and ends well: everything else of the program is tested by npm test.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { _electron, type Page } from 'playwright-core';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { ensureBuilt } from './support/build.ts';
import { installedElectron, sandboxWords, whyNoDisplay } from './support/electron.ts';
import { inProject, projectFolder } from './support/project.ts';

const electron = await installedElectron();
const reason =
  whyNoDisplay() ?? (electron === undefined ? "Electron's runtime is not installed (npx install-electron)" : undefined);
if (electron === undefined || reason !== undefined) {
  console.log(`Skipped. ${String(reason)}.`);
} else {
  await ensureBuilt();
  const folder = await mkdtemp(path.join(tmpdir(), 'platter-electron-'));
  try {
    await convertInElectron(electron, folder);
    console.log('The window opened, converted an image, and the result equals its source.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convertInElectron(executablePath: string, folder: string): Promise<void> {
  await makeSampleDisk(path.join(folder, 'source.img'), 8 * 1024 * 1024);
  const source = path.join(folder, 'disk.vdi');
  await platter('convert', path.join(folder, 'source.img'), source, '--source-format', 'raw');
  const app = await _electron.launch({ executablePath, args: [projectFolder, ...sandboxWords(), source] });
  try {
    await convertInWindow(await app.firstWindow());
  } finally {
    await app.close();
  }
  const results = (await readdir(folder)).filter((name) => name !== 'source.img' && name !== 'disk.vdi');
  if (results.length !== 1) throw new Error(`One result was expected; there is ${results.join(', ') || 'none'}.`);
  await platter('compare', source, path.join(folder, results[0] ?? ''), '--source-format', 'raw');
}

/** What a person does: the image is in the list already, since the program was started with it. */
async function convertInWindow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Convert 1 image' }).click();
  await page.getByText('Verified by reading back').waitFor();
}

/** Rejects when the command line ends with anything but 0. */
async function platter(...words: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [inProject('out/main/cli.js'), ...words]);
}
