import path from 'node:path';
import { expect, test } from 'vitest';
import { shareOf } from '#main/services/share-of.ts';

test('Paths of Windows tell their share however they are written; drives and other systems have none.', () => {
  const share = '\\\\server\\images\\';
  const written = ['\\\\server\\images\\disk.vdi', '//SERVER/Images/a/../disk.vdi', '\\\\server\\images'];
  expect(written.map((file) => shareOf(file, path.win32))).toEqual([share, share, share]);
  expect(shareOf('\\\\?\\UNC\\server\\images\\disk.vdi', path.win32)).toMatch(/^\\\\\?\\/);
  expect(['C:\\disk.vdi', 'disk.vdi', '\\disk.vdi', ''].map((file) => shareOf(file, path.win32))).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
  expect(['//server/images/disk.vdi', '\\\\server\\images\\disk.vdi'].map((file) => shareOf(file, path.posix))).toEqual(
    [undefined, undefined],
  );
});
