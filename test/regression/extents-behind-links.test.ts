import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { check } from '#main/core/operations/check.ts';
import { convert } from '#main/core/operations/convert.ts';
import { hash } from '#main/core/operations/hash.ts';
import { resize } from '#main/core/operations/resize.ts';
import { write } from '#main/core/operations/write.ts';
import { descriptorOf } from '#test/formats/vmdk/build.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

function writeTo(path: string): ReturnType<typeof write> {
  const sector = new Uint8Array(512).fill(1);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(sector);
  }
  return write({ path, offset: 0, pieces: pieces() }, unwatched);
}

/** Windows lets few people make links. There, and on macOS, names that differ in case only are what links are here. */
describe.skipIf(process.platform === 'win32')('an extent that a link leads to', () => {
  const extent = Buffer.alloc(5120, 7);
  let folder: TempFolder;
  let descriptor: string;
  beforeEach(async () => {
    folder = await TempFolder.create();
    descriptor = folder.at('disk.vmdk');
    await writeFile(folder.at('a.vmdk'), extent);
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const describeSet = (...names: readonly string[]) => {
    const text = descriptorOf(names.map((name) => `RW 1 FLAT "${name}" 0`));
    return writeFile(descriptor, text.padEnd(1024, '\n'));
  };

  test.each([
    ['symbolic link', symlink],
    ['second name', link],
  ])('is not the descriptor itself: a %s', async (_, make) => {
    await describeSet('other.vmdk');
    await make(descriptor, folder.at('other.vmdk'));
    const before = await readFile(descriptor);
    const refused = { reason: 'vmdk.extent-is-descriptor', facts: { name: 'disk.vmdk' } };
    await expect(hash({ path: descriptor }, unwatched)).rejects.toMatchObject(refused);
    await expect(writeTo(descriptor)).rejects.toMatchObject(refused);
    await expect(resize({ path: descriptor, virtualSize: 1024 }, unwatched)).rejects.toMatchObject(refused);
    expect((await check({ path: descriptor }, unwatched)).findings.map(({ code }) => code)).toContain(
      'vmdk.extent-refused',
    );
    expect(Buffer.compare(await readFile(descriptor), before)).toBe(0);
  });

  test('is not used for two parts of the disk', async () => {
    await describeSet('a.vmdk', 'b.vmdk');
    await symlink(folder.at('a.vmdk'), folder.at('b.vmdk'));
    expect((await check({ path: descriptor }, unwatched)).findings.map(({ code }) => code)).toContain(
      'vmdk.extent-reused',
    );
    // On Linux the file is found to be open already.
    await expect(writeTo(descriptor)).rejects.toBeInstanceOf(DiskError);
    expect(Buffer.compare(await readFile(folder.at('a.vmdk')), extent)).toBe(0);
    const salvaged = await convert({ source: descriptor, target: folder.at('disk.img'), salvage: true }, unwatched);
    expect(salvaged).toMatchObject({ lostBytes: 1024 });
  });
});
