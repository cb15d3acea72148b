import { randomBytes } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contents } from '#main/core/operations/contents.ts';
import { create } from '#main/core/operations/create.ts';
import { MiB, TiB } from '#shared/model/bytes.ts';
import { blankFile, run } from '#test/core/guest/tools.ts';
import { gptTools, makeGptDisk } from '#test/e2e/gpt-disk.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

describe('the contents of a disk', () => {
  it.skipIf(missing(...gptTools))('are its partitions with their file systems, used and free', async () => {
    const path = await makeGptDisk(folder, 'disk.img');
    const { virtualSize, guest } = await contents({ path, sourceFormat: 'raw' }, unwatched);
    expect(virtualSize).toBe(256 * MiB);
    expect(guest.scheme).toBe('gpt');
    expect(guest.partitions.map(({ fileSystem, label }) => [fileSystem, label])).toEqual([
      ['fat16', 'EFI'],
      ['ntfs', 'Windows'],
      ['ext4', 'data'],
      [undefined, undefined],
    ]);
    for (const { space, range } of guest.partitions.slice(0, 3)) {
      expect((space?.usedBytes ?? 0) + (space?.freeBytes ?? 0)).toBe(range.length);
      expect(space?.freeBytes).toBeGreaterThan(16 * MiB);
    }
    expect(guest.partitions[3]?.distrust?.reason).toBe('swap');
  });

  it.skipIf(missing('mkfs.ext4'))('name their volumes without what could disguise them', async () => {
    const path = await blankFile(folder.at('disk.img'), 16 * MiB);
    await run('mkfs.ext4', '-q', '-F', '-L', 'a\u202egpj', path);
    const { guest } = await contents({ path, sourceFormat: 'raw' }, unwatched);
    expect(guest.partitions[0]?.label).toBe('a\\u{202e}gpj');
  });

  it('of an empty disk of 2 TiB are that nothing is known', async () => {
    await create({ target: folder.at('empty.vdi'), virtualSize: 2 * TiB }, unwatched);
    const { virtualSize, guest } = await contents({ path: folder.at('empty.vdi') }, unwatched);
    expect(virtualSize).toBe(2 * TiB);
    expect(guest).toMatchObject({ scheme: 'unknown', partitions: [] });
  });

  it('are refused for a file that shows no format, and for one that is cut off', async () => {
    await writeFile(folder.at('noise.img'), randomBytes(4096));
    await expect(contents({ path: folder.at('noise.img') }, unwatched)).rejects.toMatchObject({
      reason: 'probe.unknown',
    });
    await create({ target: folder.at('cut.vdi'), virtualSize: MiB }, unwatched);
    await truncate(folder.at('cut.vdi'), 200);
    await expect(contents({ path: folder.at('cut.vdi') }, unwatched)).rejects.toMatchObject({
      reason: 'layout.truncated',
    });
  });

  it('are not read for somebody who left', async () => {
    await create({ target: folder.at('disk.vdi'), virtualSize: MiB }, unwatched);
    const watch = { ...unwatched, signal: AbortSignal.abort() };
    await expect(contents({ path: folder.at('disk.vdi') }, watch)).rejects.toThrow(/abort/i);
    expect(await folder.openFiles()).toEqual([]);
  });
});
