import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realPath } from '#main/services/real-path.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'platter-paths-')));
  await mkdir(path.join(root, 'folder'));
  await writeFile(path.join(root, 'folder', 'disk.vdi'), '');
});
afterEach(() => rm(root, { recursive: true }));

test('A path that exists is where its links lead.', async () => {
  await symlink(path.join(root, 'folder'), path.join(root, 'link'));
  expect(await realPath(path.join(root, 'link', 'disk.vdi'))).toBe(path.join(root, 'folder', 'disk.vdi'));
});

test('What does not exist yet keeps its name below where the rest really is.', async () => {
  await symlink(path.join(root, 'folder'), path.join(root, 'link'));
  expect(await realPath(path.join(root, 'link', 'new', 'disk.vdi'))).toBe(path.join(root, 'folder', 'new', 'disk.vdi'));
});

test.each([
  ['two dots', 'folder/../folder/disk.vdi'],
  ['a dot', './folder/./disk.vdi'],
  ['doubled slashes', 'folder//disk.vdi'],
  ['a trailing slash', 'folder/disk.vdi/'],
])('A path with %s is its plain form.', async (_, written) => {
  expect(await realPath(`${root}/${written}`)).toBe(path.join(root, 'folder', 'disk.vdi'));
});

test('A link to nothing has no real path, nor has what would lie below it.', async () => {
  await symlink(path.join(root, 'nowhere'), path.join(root, 'dangling'));
  expect(await realPath(path.join(root, 'dangling'))).toBeUndefined();
  expect(await realPath(path.join(root, 'dangling', 'disk.vdi'))).toBeUndefined();
});

test('A loop of links, a relative path, a file used as a folder and a name with a zero byte have none.', async () => {
  await symlink(path.join(root, 'loop'), path.join(root, 'loop'));
  expect(await realPath(path.join(root, 'loop'))).toBeUndefined();
  expect(await realPath('folder/disk.vdi')).toBeUndefined();
  expect(await realPath(path.join(root, 'folder', 'disk.vdi', 'below'))).toBeUndefined();
  expect(await realPath(`${root}/folder/disk.vdi\0.txt`)).toBeUndefined();
});

test('A path below more missing folders than anybody makes has none, without a look at each of them.', async () => {
  expect(await realPath(`${root}/${'a/'.repeat(10)}disk.vdi`)).toBe(path.join(root, 'a/a/a/a/a/a/a/a/a/a/disk.vdi'));
  expect(await realPath(`${root}/${'a/'.repeat(400_000)}disk.vdi`)).toBeUndefined();
});
