import { describe, expect, test } from 'vitest';
import { targetName } from '#renderer/modules/convert/target-name.ts';
import { createPaths, pastedPaths } from '#renderer/modules/files/paths.ts';

describe('paths of the machine with the images', () => {
  test.each([
    ['/', '/disks/a.vdi', 'a.vdi', '/disks'],
    ['/', '/a.vdi', 'a.vdi', '/'],
    ['/', '/odd\\name.vdi', 'odd\\name.vdi', '/'],
    ['\\', 'D:\\disks\\a.vdi', 'a.vdi', 'D:\\disks'],
    ['\\', 'D:\\a.vdi', 'a.vdi', 'D:\\'],
  ] as const)('with %s, %s has the name %s in %s, and joins again', (separator, path, name, folder) => {
    const paths = createPaths(separator);
    expect([paths.nameOf(path), paths.folderOf(path), paths.join(folder, name)]).toEqual([name, folder, path]);
  });

  test('pasted lines may be quoted, file addresses or plain; other text is no path', () => {
    const text = '"C:\\a b.vdi"\r\nfile:///D:/c%20d.vdi\nE:\\e.vdi\nhello';
    expect(pastedPaths(text, createPaths('\\'))).toEqual(['C:\\a b.vdi', 'D:/c d.vdi', 'E:\\e.vdi']);
    expect(pastedPaths('file:///a%20b.vdi\nrelative.vdi', createPaths('/'))).toEqual(['/a b.vdi']);
  });

  test('a target keeps the stem of its source, and counts from the second try on', () => {
    expect([targetName('a.b.vmdk', 'vdi', 1), targetName('disk', 'vdi', 2), targetName('.img', 'vdi', 1)]).toEqual([
      'a.b.vdi',
      'disk-2.vdi',
      '.img.vdi',
    ]);
  });
});
