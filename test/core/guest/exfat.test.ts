import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { ExfatFiles } from './exfat-files.ts';
import { blankFile, contentOf, inspectFile, onlyOne, ruinFreeSpace, run, trusted } from './tools.ts';

async function make(folder: TempFolder, size: number, ...args: readonly string[]): Promise<string> {
  const image = await blankFile(folder.at('disk'), size);
  await run('mkfs.exfat', '-L', 'Größe', ...args, image);
  return image;
}

async function patch(image: string, at: number, ...bytes: readonly number[]): Promise<void> {
  await using file = await openForWriting(image);
  await file.write(at, Uint8Array.from(bytes));
}

describe.skipIf(missing('mkfs.exfat'))('exFAT file systems made by mkfs.exfat', { timeout: 20_000 }, () => {
  it.each([
    [24, ['-c', '4K']],
    [24, ['-c', '512']],
    [80, ['-c', '64K']],
  ])('%i MiB with %j: only free clusters are said to be free', async (size, args) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, size * MiB, ...args);
    const clusters = [300, 301, 305, 303, 311, 310, 308];
    const content = contentOf('fragmented', 100_000);
    await using file = await openForWriting(image);
    const files = await new ExfatFiles(file).open();
    const needed = Math.ceil(content.length / files.clusterSize);
    const used = Array.from({ length: needed }, (_, i) => clusters[i] ?? 400 + i * 3);
    await files.write('FRAGMENTED', content, used);

    // Compares the bitmap with the chains of all files.
    await run('fsck.exfat', '-n', image);
    const partition = trusted(onlyOne(await ruinFreeSpace(image)));
    await run('fsck.exfat', '-n', image);
    expect((await files.read(300, content.length)).equals(content)).toBe(true);

    expect(partition).toMatchObject({ fileSystem: 'exfat', label: 'Größe' });
    const [, free] = /Free Clusters:\s+(\d+)/.exec(await run('dump.exfat', image)) ?? [];
    expect(partition.space.freeBytes / partition.space.clusterSize).toBe(Number(free));
  });

  it.each([
    ['it was not closed', 'dirty', [106, 2]],
    ['it notes errors', 'has-errors', [106, 4]],
    ['its boot sector was changed', 'bad-checksum', [100, 1]],
    ['its cluster shift is impossible', 'bad-geometry', [109, 20]],
  ])('is distrusted when %s', async (_, reason, [at = 0, ...bytes]) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 24 * MiB);
    await patch(image, at, ...bytes);
    expect(onlyOne(await inspectFile(image))).toMatchObject({ fileSystem: 'exfat', distrust: { reason } });
  });

  it('is distrusted when its bitmap frees itself, or runs in a circle', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 24 * MiB, '-c', '512');
    await using file = await openForWriting(image);
    const files = await new ExfatFiles(file).open();
    await patch(image, files.placeOf(2), 0xfe);
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({
      reason: 'metadata-free',
      facts: { structure: 'allocation bitmap' },
    });
    await patch(image, files.placeOf(2), 0xff);
    const table = new Uint8Array(4);
    await file.read(80, table);
    // The entry of cluster 3, which now leads back to cluster 2.
    await patch(image, Buffer.from(table).readUInt32LE() * 512 + 12, 2);
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({
      reason: 'damaged',
      facts: { structure: 'allocation bitmap' },
    });
  });
});
