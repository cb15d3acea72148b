import { afterEach, beforeEach, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { createExclusively } from '#main/core/io/node-file.ts';
import { takeSpace } from '#main/core/io/take-space.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

it('takes the room of a file on disk at once', async () => {
  await using file = await createExclusively(folder.at('a'));
  await takeSpace(file, 3 * MiB + 77);
  expect(file.size).toBe(3 * MiB + 77);
  expect(await file.allocatedSize()).toBeGreaterThanOrEqual(3 * MiB);
});

it('lengthens a file that has no room to take', async () => {
  const file = new MemoryFile();
  await takeSpace(file, 77);
  expect(file.bytes()).toEqual(new Uint8Array(77));
});

it.skipIf(noTinyDisk)('finds out about a full disk before anything is written', async () => {
  await using small = await tinyDisk(1 * MiB);
  await using file = await createExclusively(small.at('a'));
  await expect(takeSpace(file, 2 * MiB)).rejects.toMatchObject({ reason: 'target.disk-full' });
  expect(file.size).toBe(0);
});
