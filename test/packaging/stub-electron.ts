import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resedit } from './builder-parts.ts';

/**
 * What Electron's binary has somewhere: a mark, and behind it version 1 of the wire with nine fuses. Those of the real one differ;
 * here each is set to what it must not stay, so that a test sees that it was touched.
 */
const fuses = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009101100111', 'latin1');

const runtime = fileURLToPath(new URL('./stub-runtime.ts', import.meta.url));

/**
 * Writes a folder that electron-builder takes for Electron's distribution for Linux. Its `electron` is a shell script; it runs
 * what was packed under this Node, on the double of the `electron` module.
 */
export async function writeStubForLinux(folder: string): Promise<void> {
  const script = `#!/bin/sh\nexec "${process.execPath}" "${runtime}" "$0" "$@"\n`;
  await writeDistribution(folder, { electron: Buffer.concat([Buffer.from(script), fuses]), 'chrome-sandbox': '' });
  await chmod(path.join(folder, 'electron'), 0o755);
}

/** The same for Windows. Its `electron.exe` is one by its structure, but holds no code. */
export async function writeStubForWindows(folder: string): Promise<void> {
  const program = resedit.NtExecutable.createEmpty(false, false);
  const resources = resedit.NtExecutableResource.from(program);
  const version = resedit.Resource.VersionInfo.createEmpty();
  version.setFileVersion(45, 4, 1, 0, 1033);
  version.setStringValues({ lang: 1033, codepage: 1200 }, { FileDescription: 'Electron', ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  await writeDistribution(folder, { 'electron.exe': Buffer.concat([Buffer.from(program.generate()), fuses]) });
}

async function writeDistribution(folder: string, own: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await mkdir(path.join(folder, 'locales'));
  const files = {
    ...own,
    version: '45.4.1',
    LICENSE: 'The license of Electron.',
    'LICENSES.chromium.html': 'The licenses of Chromium.',
    'locales/en-US.pak': '',
    'locales/de.pak': '',
    'locales/fr.pak': '',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
}
