import { lstat, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { compact } from '#main/core/operations/compact.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { hash } from '#main/core/operations/hash.ts';
import { resize } from '#main/core/operations/resize.ts';
import { writeStreamWithZeros } from '#test/support/stream-with-zeros.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** Windows lets few people make links. */
describe.skipIf(process.platform === 'win32')('an image that a link leads to', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await TempFolder.create();
    for (const name of ['images', 'links']) await mkdir(folder.at(name));
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  test('becomes smaller itself when it is a stream, and the link stays one', async () => {
    const [real, link] = [folder.at('images/disk.vmdk'), folder.at('links/disk.vmdk')];
    await writeStreamWithZeros(real);
    await symlink(real, link);
    const [before, content] = [(await stat(real)).size, await hash({ path: real }, unwatched)];
    const { reclaimed } = await compact({ path: link }, unwatched);
    expect(reclaimed).toBeGreaterThan(0);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await stat(real)).size).toBe(before - reclaimed);
    expect(await hash({ path: real }, unwatched)).toMatchObject({ value: content.value });
    expect([await readdir(folder.at('images')), await readdir(folder.at('links'))]).toEqual([
      ['disk.vmdk'],
      ['disk.vmdk'],
    ]);
  });

  test.each(['images', 'links'])('keeps its size for a child in the folder "%s"', async (place) => {
    const [real, link] = [folder.at('images/base.vdi'), folder.at('links/alias.vdi')];
    await create({ target: real, virtualSize: 4 * MiB }, unwatched);
    await symlink(real, link);
    await createChild({ target: folder.at(`${place}/child.vdi`), parent: real }, unwatched);
    await expect(resize({ path: link, virtualSize: 8 * MiB }, unwatched)).rejects.toMatchObject({
      reason: 'resize.has-children',
      facts: { child: 'child.vdi' },
    });
  });
});

test.skipIf(process.platform === 'win32')(
  'a child in a folder behind a link names the way to its parent that leads there',
  async () => {
    await using folder = await TempFolder.create();
    await mkdir(folder.at('far/away'), { recursive: true });
    await symlink(folder.at('far/away'), folder.at('near'));
    await create({ target: folder.at('base.vmdk'), virtualSize: 1 * MiB }, unwatched);
    await createChild({ target: folder.at('near/child.vmdk'), parent: folder.at('base.vmdk') }, unwatched);
    const [, hint] = /parentFileNameHint="([^"]+)"/.exec(await readFile(folder.at('near/child.vmdk'), 'latin1')) ?? [];
    // As QEMU opens it: not made shorter, so that the system follows the link before it goes up.
    const opened = await stat(`${folder.at('near')}${path.sep}${String(hint)}`);
    expect(opened.ino).toBe((await stat(folder.at('base.vmdk'))).ino);
  },
);
