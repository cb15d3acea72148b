import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { filesWithExtension } from '#main/core/disk/scan-folder.ts';
import { openForReading } from '#main/core/io/node-file.ts';
import { systemCalls } from '#main/core/io/system.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { Guard } from './hostile/guard.ts';

/** It stands between this file and its files from now on. */
const guard = new Guard();
// Loading the native library touches files of its own.
systemCalls();

test.skipIf(process.platform === 'win32')('the guard of hostile images notes what leads out of a folder', async () => {
  await using folder = await TempFolder.create();
  await mkdir(folder.at('inside'));
  await writeFile(folder.at('outside.vmdk'), 'secret');
  await writeFile(folder.at('inside/own.vmdk'), 'own');
  await symlink(folder.at('outside.vmdk'), folder.at('inside/link.vmdk'));
  const touch = (path: string) =>
    guard.during(folder.at('inside'), async () => {
      await using file = await openForReading(path);
      expect(file.size).toBeGreaterThan(0);
    });

  expect(await touch(folder.at('inside/own.vmdk'))).toEqual([]);
  expect(await touch(folder.at('outside.vmdk'))).toContain(`open ${folder.at('outside.vmdk')}`);
  expect(await touch(folder.at('inside/link.vmdk'))).toContain(`open ${folder.at('inside/link.vmdk')}`);
  const list = async () => {
    await filesWithExtension(folder.path, ['vmdk']);
  };
  expect(await guard.during(folder.at('inside'), list)).toEqual([`readdir ${folder.path}`]);
});
