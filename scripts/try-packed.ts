// node scripts/run.js try-packed <launcher>: uses a packed command line as a person would, and fails when it is not one.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inProject } from './support/project.ts';

const launcher = process.argv[2];
if (launcher === undefined) throw new Error('Which launcher? For example: dist/linux-unpacked/resources/bin/platter');

const folder = await mkdtemp(path.join(tmpdir(), 'platter-packed-'));
try {
  const { version } = JSON.parse(await readFile(inProject('package.json'), 'utf8')) as { version: string };
  await writeFile(path.join(folder, 'disk.img'), 'The first words of a disk.');
  await truncate(path.join(folder, 'disk.img'), 1024 * 1024);
  expectCode(0, ['--version'], version);
  expectCode(0, ['convert', 'disk.img', 'a copy.vdi', '--source-format=raw']);
  expectCode(0, ['compare', 'disk.img', 'a copy.vdi', '--source-format=raw']);
  expectCode(1, ['info', 'missing.vdi', '--json'], '"error"');
  expectCode(64, []);
  console.log('The packed command line prints, converts, and ends with the right codes.');
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Throws unless the command line ends with that code, after having printed that text among others. */
function expectCode(code: number, words: readonly string[], text = ''): void {
  // A script of cmd.exe is started by a shell only, and Node quotes nothing for it.
  const isScript = process.platform === 'win32';
  const [command = '', ...quoted] = [inProject(launcher ?? ''), ...words].map((word) =>
    isScript ? `"${word}"` : word,
  );
  const run = spawnSync(command, quoted, { cwd: folder, shell: isScript, encoding: 'utf8', timeout: 60_000 });
  if (run.status === code && run.stdout.includes(text)) return;
  const ending = `ended with ${String(run.status ?? run.signal)} instead of ${code}`;
  throw new Error(`platter ${words.join(' ')} ${ending}.\nstdout: ${run.stdout}\nstderr: ${run.stderr}`);
}
