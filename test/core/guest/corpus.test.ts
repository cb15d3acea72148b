import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import { corpusImages, unpack, type CorpusImage } from '#test/support/corpus.ts';
import { missing } from '#test/support/need.ts';
import type { TrustedPartition } from '#shared/model/guest.ts';
import { blankFile, onlyOne, ruinFreeSpace, run, trusted } from './tools.ts';

/** The free clusters that another tool counts in the file of a volume, which it also finds sound. */
async function countByTool(volume: string, { fileSystem }: TrustedPartition): Promise<number> {
  if (fileSystem === 'ntfs') {
    await run('ntfsresize', '--info', '--force', volume);
    return Number(/Free Clusters: (\d+)/.exec(await run('ntfsinfo', '-m', volume))?.[1]);
  }
  if (fileSystem.startsWith('fat')) {
    const [, used, all] = /, (\d+)\/(\d+) clusters/.exec(await checkFat(volume)) ?? [];
    return Number(all) - Number(used);
  }
  await run('e2fsck', '-f', '-n', volume);
  return Number(/^Free blocks:\s+(\d+)$/m.exec(await run('dumpe2fs', '-h', volume))?.[1]);
}

/** Windows keeps the label in the root directory only, which fsck.fat would like to change, and nothing else. */
async function checkFat(volume: string): Promise<string> {
  const told = await run('fsck.fat', '-n', volume).catch((thrown: unknown) =>
    String((thrown as { stdout: unknown }).stdout),
  );
  const complaints = told.split('\n').filter((line) => !/^fsck|label|^Leaving|clusters$|^$/.test(line));
  expect(complaints).toEqual([]);
  return told;
}

const expected: readonly (readonly [name: string, fileSystems: readonly (string | undefined)[]])[] = [
  ['dfvfs__ext2_vhd/ext2.vhd.xz', ['ext2']],
  ['dfvfs__ext2_vmdk/ext2.vmdk.xz', ['ext2']],
  ['dfvfs__mbr_raw/mbr.raw.xz', ['ext2', 'ext4']],
  ['dfvfs__ntfs-dynamic_vhd/ntfs-dynamic.vhd.xz', ['ntfs']],
  ['dfvfs__ntfs-fixed_vhd/ntfs-fixed.vhd.xz', ['ntfs']],
  ['node-vhd__dynamic_2017-03/dynamic.vhd.xz', [undefined, 'fat32', 'ntfs', 'fat16']],
  ['open-vmdk__win_large/windows_volume.vmdk.xz', ['ntfs']],
  ['vmdk-rs__twoGbMaxExtentFlat/twoGbMaxExtentFlat.vmdk', ['ntfs']],
];

const needs = ['corpus', 'xz', 'mkfs.ext4', 'mkfs.fat', 'mkfs.ntfs'] as const;

describe.skipIf(missing(...needs))('disks that other systems have filled', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-corpus-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const images: readonly CorpusImage[] = missing('corpus') ? [] : corpusImages();

  it.each(expected)('%s has %j, and as much free as other tools say', async (name, fileSystems) => {
    const image = images.find(({ file }) => file === name);
    if (!image) throw new Error(`${name} is not in the manifest`);
    const input = { path: await unpack(image, folder), ...(image.format === 'raw' && { sourceFormat: 'raw' }) };
    await using source = await openSource(input, new AbortController().signal);
    const { partitions } = await inspectGuest(source.disk);
    expect(partitions.map(({ fileSystem }) => fileSystem)).toEqual(fileSystems);

    for (const found of partitions) {
      if (found.fileSystem === undefined) continue;
      const partition = trusted(found);
      const volume = await blankFile(path.join(folder, 'volume'), partition.range.length);
      await using file = await openForWriting(volume);
      const content = new Uint8Array(partition.range.length);
      await source.disk.read(partition.range.start, content);
      await file.write(0, content);
      const { freeBytes, clusterSize } = partition.space;
      expect(freeBytes / clusterSize).toBe(await countByTool(volume, partition));
      expect(trusted(onlyOne(await ruinFreeSpace(volume))).space).toEqual(partition.space);
      await countByTool(volume, partition);
    }
  });
});
