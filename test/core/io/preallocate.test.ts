import { execFile } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { freeSpace } from '#main/core/io/free-space.ts';
import { createExclusively } from '#main/core/io/node-file.ts';
import { preallocate } from '#main/core/io/preallocate.ts';
import { systemCalls } from '#main/core/io/system.ts';
import { projectFolder } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';

test('space is taken, the file reaches the size, and what was there stays', async ({ skip }) => {
  if (!systemCalls().reserve) skip('this system has no call for it');
  await using folder = await TempFolder.create();
  await using file = await createExclusively(folder.at('fixed.img'));
  await file.write(0, new TextEncoder().encode('kept'));
  expect(await file.preallocate(8 * MiB)).toBe('reserved');
  const start = new Uint8Array(6);
  await file.read(0, start);
  expect([file.size, (await file.allocatedSize()) >= 8 * MiB, start]).toEqual([
    8 * MiB,
    true,
    new Uint8Array([...new TextEncoder().encode('kept'), 0, 0]),
  ]);
  await file.preallocate(MiB);
  expect(file.size).toBe(8 * MiB);
});

test('without the call the file only becomes longer, and never shorter', async () => {
  await using folder = await TempFolder.create();
  const handle = await open(folder.at('a'), 'wx+');
  const done = [await preallocate(handle, 5000, {}), await preallocate(handle, 100, {})];
  const { size } = await handle.stat();
  await handle.close();
  expect([done, size]).toEqual([['extended', 'extended'], 5000]);
});

/** A limit of 8 KiB, or of 16 where the shell counts so. What the system then refuses is what it refuses on FAT32 beyond 4 GiB. */
const limited = 'ulimit -f 16; exec "$0" --eval "$1" "$2"';

test.skipIf(process.platform === 'win32')(
  'a file beyond what its file system takes has been removed if it is new, and not if it is changed in place',
  async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('image'), 'x');
    const script = `
      const { createExclusively, openForWriting } = await import('#main/core/io/node-file.ts');
      const reasonOf = (file) => file.write(0, new Uint8Array(65536)).then(() => 'written', ({ reason }) => reason);
      const folder = process.argv[1];
      const files = [await createExclusively(folder + '/target'), await openForWriting(folder + '/image')];
      console.log(...await Promise.all(files.map(reasonOf)));
    `;
    const words = ['-c', limited, process.execPath, script, folder.path];
    const { stdout } = await promisify(execFile)('sh', words, { cwd: projectFolder });
    expect(stdout).toBe('target.file-too-large image.file-too-large\n');
  },
);

describe.skipIf(noTinyDisk)(`a full disk${noTinyDisk ? ` (skipped: ${noTinyDisk})` : ''}`, () => {
  test('is known before anything is written', async () => {
    await using disk = await tinyDisk(1 * MiB);
    await using file = await createExclusively(disk.at('fixed.img'));
    await file.write(0, new Uint8Array(10));
    await expect(file.preallocate(4 * MiB)).rejects.toMatchObject({
      reason: 'target.disk-full',
      facts: { path: file.path },
    });
    expect([file.size, await file.allocatedSize()]).toEqual([10, 4096]);
  });

  test.each(['main', 'sibling'] as const)(
    'does not make anybody believe that a %s file was taken back',
    async (which) => {
      await using disk = await tinyDisk(1 * MiB);
      for (const name of ['main', 'sibling']) await writeFile(disk.at(name), 'x');
      await using folder = await WritableFolder.open(disk.at('main'), defaultLimits);
      const file = which === 'main' ? folder.main : await folder.sibling('sibling');
      const full = { reason: 'image.disk-full', code: 'no-space', facts: { path: disk.at(which) } };
      await expect(file.write(0, new Uint8Array(4 * MiB))).rejects.toMatchObject(full);
      await expect(file.preallocate?.(4 * MiB)).rejects.toMatchObject(full);
    },
  );

  test('has the free space that was left', async () => {
    await using disk = await tinyDisk(1 * MiB);
    const before = await freeSpace(disk.path);
    await using file = await createExclusively(disk.at('a'));
    await file.write(0, new Uint8Array(256 * 1024).fill(1));
    expect([before, await freeSpace(disk.path)]).toEqual([MiB, MiB - 256 * 1024]);
  });
});

test('the free space of a folder that does not exist is refused', async () => {
  await using folder = await TempFolder.create();
  await expect(freeSpace(folder.at('none'))).rejects.toMatchObject({
    reason: 'target.no-folder',
    facts: { path: folder.at('none') },
  });
});

test('free space is a whole number of bytes that JavaScript can hold', async () => {
  await using folder = await TempFolder.create();
  expect(Number.isSafeInteger(await freeSpace(folder.path))).toBe(true);
});
