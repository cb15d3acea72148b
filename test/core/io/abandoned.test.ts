import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { removeAbandoned } from '#main/core/io/abandoned.ts';
import { atomically } from '#main/core/io/atomic-output.ts';
import { isGone, ownMark } from '#main/core/io/owner.ts';
import { backupName, partName } from '#main/core/io/part-name.ts';
import { compact } from '#main/core/operations/compact.ts';
import { create } from '#main/core/operations/create.ts';
import { repair } from '#main/core/operations/repair.ts';
import { resize } from '#main/core/operations/resize.ts';
import { write as writeInto } from '#main/core/operations/write.ts';
import { refuseExisting } from '#main/core/operations/target-files.ts';
import { MiB } from '#shared/model/bytes.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const write = (name: string, content = 'x') => writeFile(folder.at(name), content);

/** Owners are `<computer>-<process>-<start>`. */
async function owner(change: { computer?: string; process?: number; start?: string }): Promise<string> {
  const [computer = '', id = '', start = ''] = (await ownMark()).split('-');
  return [change.computer ?? computer, change.process ?? id, change.start ?? start].join('-');
}

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('An owner is gone', () => {
  test('when its process has ended.', async () => {
    expect(await isGone(await owner({ process: await endedProcess() }))).toBe(true);
  });

  test.runIf(process.platform === 'linux')('when its number belongs to another process now.', async () => {
    expect(await isGone(await owner({ start: '12345678' }))).toBe(true);
  });

  test.runIf(process.platform === 'linux')('when it has ended and nobody has asked for its result yet.', async () => {
    // The shell's child ends, and what the shell becomes never asks.
    const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(shell.stdout, 'data')) as [Buffer];
      const child = Number(line.toString());
      const state = async () => /\) (\w)/.exec(await readFile(`/proc/${String(child)}/stat`, 'utf8'))?.[1];
      await expect.poll(state, { timeout: 20_000 }).toBe('Z');
      expect(await isGone(await owner({ process: child }))).toBe(true);
    } finally {
      shell.kill('SIGKILL');
    }
  });
});

describe('An owner is not gone', () => {
  test('when it is this process.', async () => {
    expect(await isGone(await ownMark())).toBe(false);
  });

  test('when its number is taken and the system did not tell when it began.', async () => {
    expect(await isGone(await owner({ start: '00000000' }))).toBe(false);
  });

  test('as far as anybody here knows, when it is of another computer.', async () => {
    expect(await isGone(await owner({ computer: '00000000', process: await endedProcess() }))).toBe(false);
  });
});

describe('The next output in a folder', () => {
  const make = (name: string) =>
    atomically(folder.at(name), {}, ({ main }) => main.write(0, new TextEncoder().encode('new')));

  test('removes what a process left that has ended, and nothing else.', async () => {
    const gone = `${await owner({ process: await endedProcess() })}.token`;
    const far = `${await owner({ computer: '00000000' })}.token`;
    const others = [
      partName('a', `${await ownMark()}.token`),
      partName('a', far),
      partName('a', 'token'),
      'a',
      '.a.part',
    ];
    for (const name of [...others, partName('a', gone), partName('x'.repeat(255), gone)]) await write(name);
    await make('b');
    expect(await folder.names()).toEqual([...others, 'b'].sort());
  });

  test('takes back the names of a set that was not whole, so that it can be made again.', async () => {
    const gone = `${await owner({ process: await endedProcess() })}.token`;
    for (const name of ['a', 'a-1']) await write(partName(name, gone));
    await link(folder.at(partName('a-1', gone)), folder.at('a-1'));
    await make('a-1');
    expect(await folder.names()).toEqual(['a-1']);
    expect(await readFile(folder.at('a-1'), 'utf8')).toBe('new');
  });

  test('completes a replacement, and leaves one alone that is not clear.', async () => {
    const mark = await owner({ process: await endedProcess() });
    await write(backupName('a', `${mark}.clear`), 'old');
    await write(partName('a', `${mark}.clear`), 'new');
    await write(backupName('b', `${mark}.unclear`), 'old');
    await make('c');
    expect(await folder.names()).toEqual([backupName('b', `${mark}.unclear`), 'a', 'c'].sort());
    expect(await readFile(folder.at('a'), 'utf8')).toBe('new');
  });
});

test('Names that a set had half got do not refuse the next attempt.', async () => {
  const gone = `${await owner({ process: await endedProcess() })}.token`;
  for (const name of ['a', 'a-1']) await write(partName(name, gone));
  await link(folder.at(partName('a-1', gone)), folder.at('a-1'));
  await refuseExisting([folder.at('a'), folder.at('a-1')]);
  expect(await folder.names()).toEqual([]);
  await write('a-1');
  await expect(refuseExisting([folder.at('a'), folder.at('a-1')])).rejects.toMatchObject({ reason: 'target.exists' });
});

test('An image whose main file had given way is opened as the new one.', async () => {
  const gone = `${await owner({ process: await endedProcess() })}.token`;
  await write(backupName('a', gone), 'old');
  await write(partName('a', gone), 'new');
  await using opened = await ImageFolder.open(folder.at('a'), defaultLimits);
  expect([opened.main.size, await folder.names()]).toEqual([3, ['a']]);
  await expect(ImageFolder.open(folder.at('b'), defaultLimits)).rejects.toMatchObject({ reason: 'file.missing' });
});

test.each<[string, (path: string) => Promise<unknown>]>([
  ['resize, even to the size that it has', (path) => resize({ path, virtualSize: MiB }, unwatched)],
  ['write', (path) => writeInto({ path, offset: 0, pieces: Readable.from([new Uint8Array(512)]) }, unwatched)],
  ['repair', (path) => repair({ path, kind: 'lossless' }, unwatched)],
  ['compact', (path) => compact({ path }, unwatched)],
])('What was left beside an image is removed by the next %s in place.', async (_, change) => {
  const path = folder.at('a.vdi');
  await create({ target: path, virtualSize: MiB }, unwatched);
  const gone = `${await owner({ process: await endedProcess() })}.token`;
  // Whole files that had got both of their names.
  await link(path, folder.at(partName('a.vdi', gone)));
  await change(path);
  expect(await folder.names()).toEqual(['a.vdi']);
});

test.runIf(process.getuid?.() === 0)('Files of another user are not believed.', async () => {
  const { chown } = await import('node:fs/promises');
  const gone = partName('a', `${await owner({ process: await endedProcess() })}.token`);
  await write(gone);
  await chown(folder.at(gone), 12_345, 12_345);
  await removeAbandoned(folder.path);
  expect(await folder.names()).toEqual([gone]);
});

test('A folder that cannot be read is no reason to fail.', async () => {
  await expect(removeAbandoned(folder.at('none'))).resolves.toBeUndefined();
});
