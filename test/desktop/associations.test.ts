import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '#test/support/need.ts';

const read = (name: string) => readFile(path.join(projectFolder, name), 'utf8');
const extensions = ['vdi', 'vhd', 'vmdk'];

/** What all of these lines have at that place. */
function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

describe('images are offered to Platter', () => {
  test('on every system: all three kinds', async () => {
    const builder = await read('electron-builder.yml');
    const installer = await read('assets/installer.nsh');
    expect(all(builder, /- ext: (\w+)/g)).toEqual(extensions);
    expect(all(await read('assets/linux/disk-images.xml'), /glob pattern="\*\.(\w+)"/g)).toEqual(extensions);
    expect(all(builder, /application\/x-(\w+)-disk/g)).toEqual(extensions);
    expect(all(installer, /insertmacro offerPlatter "(\w+)"/g)).toEqual(extensions);
  });

  test('on macOS without the first rank', async () => {
    expect(all(await read('electron-builder.yml'), /rank: (\w+)/g)).toEqual(extensions.map(() => 'Alternate'));
  });

  test('on Windows without taking the place of the program that opens them now', async () => {
    const [, win = ''] = /\nwin:\n((?: .*\n)+)/.exec(await read('electron-builder.yml')) ?? [];
    expect(win).toContain('target: nsis');
    expect(win).not.toMatch(/^ {2}fileAssociations/m);
    // The icon that the installer names.
    expect(win).toContain('- from: assets/file.ico\n      to: file.ico\n');
    const keys = all(await read('assets/installer.nsh'), /WriteRegStr SHELL_CONTEXT "Software\\Classes\\(.*?)"/g);
    const foreign = keys.filter((key) => !key.startsWith('Platter.${EXTENSION}'));
    expect(foreign).toEqual(['.${EXTENSION}\\OpenWithProgids']);
  });

  test('on Windows until it is removed, which takes all of that away again', async () => {
    const installer = await read('assets/installer.nsh');
    expect(all(installer, /insertmacro withdrawPlatter "(\w+)"/g)).toEqual(extensions);
    expect(all(installer, /DeleteReg\w+ SHELL_CONTEXT "Software\\Classes\\(.*)/g)).toEqual([
      '.${EXTENSION}\\OpenWithProgids" "Platter.${EXTENSION}"',
      'Platter.${EXTENSION}"',
    ]);
  });
});
