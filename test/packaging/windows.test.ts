import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TempFolder } from '#test/support/temp-folder.ts';
import { resedit } from './builder-parts.ts';
import { fuseStates, wantedFuses } from './fuse-states.ts';
import { packForWindows } from './pack.ts';

const packSeconds = 60;
const english = { lang: 1033, codepage: 1200 };

describe.skipIf(process.arch !== 'x64')('The program, packed for Windows', () => {
  let temp: TempFolder;
  let folder: string;

  beforeAll(async () => {
    temp = await TempFolder.create();
    folder = await packForWindows(temp.at('packed'));
  }, packSeconds * 1000);

  afterAll(() => temp[Symbol.asyncDispose]());

  const resources = async () => {
    const program = resedit.NtExecutable.from(await readFile(path.join(folder, 'Platter.exe')));
    return resedit.NtExecutableResource.from(program).entries;
  };

  it('has its name and its icon', async () => {
    const entries = await resources();
    const [version] = resedit.Resource.VersionInfo.fromEntries(entries);
    expect(version?.getStringValues(english)).toMatchObject({ ProductName: 'Platter' });
    const [group] = resedit.Resource.IconGroupEntry.fromEntries(entries);
    expect(group?.icons.map(({ width }) => width || 256)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  });

  it('has its fuses set', async () => {
    expect(await fuseStates(path.join(folder, 'Platter.exe'))).toBe(wantedFuses);
  });

  it('knows the digest of its archive, so that no other is loaded', async () => {
    const archive = await readFile(path.join(folder, 'resources/app.asar'));
    // The description of the content is text behind four lengths, the last of them its own.
    const description = archive.subarray(16, 16 + archive.readUInt32LE(12));
    const [known] = (await resources()).filter(({ id }) => id === 'ELECTRONASAR');
    expect(JSON.parse(Buffer.from(known?.bin ?? new ArrayBuffer(0)).toString())).toEqual([
      { file: 'resources\\app.asar', alg: 'SHA256', value: createHash('sha256').update(description).digest('hex') },
    ]);
  });

  it('brings a launcher that waits for it and passes its exit code on', async () => {
    expect(await readdir(path.join(folder, 'resources/bin'))).toEqual(['platter.cmd']);
    const lines = (await readFile(path.join(folder, 'resources/bin/platter.cmd'), 'utf8')).split('\r\n');
    expect(lines.slice(-3)).toEqual([
      '"%~dp0..\\..\\Platter.exe" --disable-gpu --log-level=3 --cli -- %*',
      'exit /b %ERRORLEVEL%',
      '',
    ]);
  });
});
