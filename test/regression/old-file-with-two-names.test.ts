import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { expect, test } from 'vitest';
import { CleanUp } from '#main/core/io/clean-up.ts';
import { publishKeeping } from '#main/core/io/publish.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

test('an old file that had its second name already has only its own again when the new one cannot be named', async () => {
  await using folder = await TempFolder.create();
  const [temporary, target, backup] = [folder.at('new'), folder.at('disk'), folder.at('old')];
  await files.writeFile(temporary, 'new');
  await files.writeFile(target, 'old');
  const { dev: device, ino: inode } = await files.stat(temporary, { bigint: true });
  const cleanUp = new CleanUp();

  const { rename } = files;
  files.rename = () => Promise.reject(Object.assign(new Error('made to fail'), { code: 'EIO' }));
  syncBuiltinESMExports();
  try {
    const part = { temporary, target, identity: { device, inode }, mayReplace: true };
    await expect(publishKeeping(part, backup, cleanUp)).rejects.toMatchObject({ reason: 'file.input-output' });
  } finally {
    files.rename = rename;
    syncBuiltinESMExports();
  }
  await cleanUp.after(undefined);
  expect([await folder.names(), await files.readFile(target, 'utf8')]).toEqual([['disk', 'new'], 'old']);
});
