// npm run test:electron: starts the real Electron and uses its window as a person would. Where Electron or a display is missing
// it says so and ends well: everything else of the program is tested by npm test.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { convertFromList, findOnList } from '#test/support/window-steps.ts';
import { ensureBuilt } from '#test/support/build.ts';
import { installedElectron, sandboxWords, whyNoDisplay } from './support/electron.ts';
import { inProject, projectFolder } from './support/project.ts';

const run = promisify(execFile);
const electron = await installedElectron();
const reason =
  whyNoDisplay() ?? (electron === undefined ? "Electron's runtime is not installed (npx install-electron)" : undefined);
if (electron === undefined || reason !== undefined) {
  console.log(`Skipped. ${String(reason)}.`);
} else {
  await ensureBuilt();
  const folder = await mkdtemp(path.join(tmpdir(), 'platter-electron-'));
  try {
    await useElectron(electron, folder);
    console.log(
      'The window opened, took images from outside, converted one equal to its source, and closed without a trace.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function useElectron(executablePath: string, folder: string): Promise<void> {
  const [source, other] = [path.join(folder, 'disk.vmdk'), path.join(folder, 'other.vdi')];
  await makeSampleDisk(path.join(folder, 'source.img'), 8 * 1024 * 1024);
  for (const image of [source, other])
    await platter('convert', path.join(folder, 'source.img'), image, '--source-format', 'raw');
  // A person of its own: with the developer's settings and list, and their Platter running, it would be another test.
  const words = [projectFolder, ...sandboxWords(), `--user-data-dir=${path.join(folder, 'person')}`];

  const app = await _electron.launch({ executablePath, args: [...words, source] });
  const complaints = listen(app);
  const ended = once(app.process(), 'exit');
  try {
    const page = await app.firstWindow();
    expectThat(page.url().startsWith('platter://app/'), `the page came from ${page.url()}`);
    await convertFromList(page, 'disk.vmdk');
    await run(executablePath, [...words, other]);
    await findOnList(page, 'other.vdi');
    await expectConfinement(page);
  } finally {
    await app.close();
  }
  const [code] = (await ended) as [number | null];
  expectThat(code === 0, `the program ended with ${String(code)}`);
  expectThat(complaints.length === 0, `the page complained:\n${complaints.join('\n')}`);
  const files = (await readdir(folder)).toSorted().join(' ');
  expectThat(files === 'disk.vdi disk.vmdk other.vdi person source.img', `the folder holds ${files}`);
  await platter('compare', source, path.join(folder, 'disk.vdi'));
}

/** The errors that the page tells of from now on. */
function listen(app: ElectronApplication): readonly string[] {
  const complaints: string[] = [];
  app.context().on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  app.context().on('weberror', (thrown) => {
    complaints.push(thrown.error().message);
  });
  return complaints;
}

/** The page has no Node and opens no window. */
async function expectConfinement(page: Page): Promise<void> {
  const found: unknown = await page.evaluate(
    `({ node: typeof process + typeof require, window: open('platter://app/') === null ? 'none' : 'one' })`,
  );
  const wanted = { node: 'undefinedundefined', window: 'none' };
  expectThat(JSON.stringify(found) === JSON.stringify(wanted), `the page is not confined: ${JSON.stringify(found)}`);
}

/** Rejects when the command line ends with anything but 0. */
async function platter(...words: readonly string[]): Promise<void> {
  await run(process.execPath, [inProject('out/main/cli.js'), ...words]);
}

function expectThat(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(`In Electron ${otherwise}.`);
}
