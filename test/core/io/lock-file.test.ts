import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { expect, it } from 'vitest';
import { lockForReading, lockForWriting } from '#main/core/io/image-use.ts';
import { takeLockFile } from '#main/core/io/lock-file.ts';
import { openForReading, openForWriting } from '#main/core/io/node-file.ts';
import { ownMark } from '#main/core/io/owner.ts';
import { lockName } from '#main/core/io/part-name.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

async function folderWithImage(): Promise<TempFolder & { readonly image: string; readonly lock: string }> {
  const folder = await TempFolder.create();
  const [image, lock] = [folder.at('disk.vdi'), folder.at(lockName('disk.vdi'))];
  await writeFile(image, 'an image');
  return Object.assign(folder, { image, lock });
}

/** Any process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** What a process of this computer wrote that had the same number, but began at another time. */
async function leftBy(pid: number): Promise<string> {
  const [computer = ''] = (await ownMark()).split('-');
  return JSON.stringify({ computer: os.hostname(), pid, process: `${computer}-${String(pid)}-abcdef01`, mark: 'a' });
}

it('stands in for locks that the system does not keep, as long as the image is changed', async () => {
  await using folder = await folderWithImage();
  await using file = await openForWriting(folder.image);
  const lock = await lockForWriting(file, {});
  const refusal = {
    reason: 'image.locked-by-platter',
    facts: { lock: folder.lock, computer: os.hostname(), pid: process.pid },
  };
  await using other = await openForReading(folder.image);
  await expect(lockForWriting(other, {})).rejects.toMatchObject(refusal);
  await expect(lockForReading(other, 'image.written', {})).rejects.toMatchObject(refusal);
  await lock?.[Symbol.asyncDispose]();
  expect(await folder.names()).toEqual(['disk.vdi']);
});

it('is not made where the system keeps locks', async () => {
  await using folder = await folderWithImage();
  await using file = await openForWriting(folder.image);
  expect(await lockForWriting(file)).toBe(undefined);
  expect(await folder.names()).toEqual(['disk.vdi']);
});

it.each<readonly [string, () => Promise<string>]>([
  ['a process that has ended', async () => leftBy(await endedProcess())],
  ['a process whose number another one has now', () => leftBy(process.pid)],
  ['a crash in the moment it was made', () => Promise.resolve('')],
])('that %s left is taken over', async (_, content) => {
  await using folder = await folderWithImage();
  await writeFile(folder.lock, await content());
  const lock = await takeLockFile(folder.image);
  expect(JSON.parse(await readFile(folder.lock, 'utf8'))).toMatchObject({ pid: process.pid });
  await lock[Symbol.asyncDispose]();
  expect(await folder.names()).toEqual(['disk.vdi']);
});

it('of another computer counts for ever, since nobody can tell from here', async () => {
  await using folder = await folderWithImage();
  const content = JSON.stringify({ computer: 'elsewhere', pid: 1, process: 'abcdef01-1-abcdef01', mark: 'a' });
  await writeFile(folder.lock, content);
  await expect(takeLockFile(folder.image)).rejects.toMatchObject({
    facts: { computer: 'elsewhere', lock: folder.lock },
  });
  expect(await readFile(folder.lock, 'utf8')).toBe(content);
});

it('goes to exactly one of many that find an old one at the same moment', async () => {
  await using folder = await folderWithImage();
  await writeFile(folder.lock, await leftBy(await endedProcess()));
  const attempts = await Promise.allSettled(Array.from({ length: 16 }, () => takeLockFile(folder.image)));
  const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  expect(won).toHaveLength(1);
  await won[0]?.[Symbol.asyncDispose]();
  expect(await folder.names()).toEqual(['disk.vdi']);
});
