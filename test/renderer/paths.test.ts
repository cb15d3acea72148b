import { describe, expect, test } from 'vitest';
import { isUsableStem, stemOf, targetName, typedStem } from '#renderer/modules/convert/target-name.ts';
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
    expect(['a.b.vmdk', 'disk', '.img'].map(stemOf)).toEqual(['a.b', 'disk', '.img']);
    expect([targetName('a.b', 'vdi', 1), targetName('disk', 'vdi', 2)]).toEqual(['a.b.vdi', 'disk-2.vdi']);
  });

  test('a typed name may have the extension that it gets anyway, and no other is taken off', () => {
    expect([' web.VDI ', 'web.img', 'web'].map((text) => typedStem(text, 'vdi'))).toEqual(['web', 'web.img', 'web']);
  });

  test.each([
    ['/', ['web server', 'a:b', 'con', '..web'], ['', '.', '..', 'a/b', 'a\nb']],
    ['\\', ['web server', 'console', 'a.b'], ['', '..', 'a/b', 'a\\b', 'a:b', 'what?', 'con', 'LPT1']],
  ] as const)('with %s, names are told from what no file can be called', (separator, usable, unusable) => {
    expect(usable.filter((stem) => !isUsableStem(stem, separator))).toEqual([]);
    expect(unusable.filter((stem) => isUsableStem(stem, separator))).toEqual([]);
  });
});
