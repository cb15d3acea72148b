import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { blankFile, contentOf, inspectFile, onlyOne, ruinFreeSpace, run, trusted } from './tools.ts';

const names = Array.from({ length: 9 }, (_, i) => `FILE${String(i)}.BIN`);
const kept = names.filter((_, i) => i % 3 !== 1);
const sizeOf = (name: string): number => 1000 + Number(name.slice(4, 5)) ** 3 * 300;

async function populate(folder: TempFolder, image: string): Promise<void> {
  for (const name of names) await writeFile(folder.at(name), contentOf(name, sizeOf(name)));
  await run('mcopy', '-i', image, ...names.map((name) => folder.at(name)), '::/');
  await run('mdel', '-i', image, ...names.filter((name) => !kept.includes(name)).map((name) => `::/${name}`));
}

async function requireWhole(folder: TempFolder, image: string): Promise<void> {
  await run('fsck.fat', '-n', image);
  for (const name of kept) {
    await run('mcopy', '-n', '-o', '-i', image, `::/${name}`, folder.at('out'));
    expect((await readFile(folder.at('out'))).equals(contentOf(name, sizeOf(name))), name).toBe(true);
  }
}

/** What fsck.fat counts: "disk: 6 files, 120/4081 clusters". */
async function freeClustersOf(image: string): Promise<number> {
  const [, used, all] = /, (\d+)\/(\d+) clusters/.exec(await run('fsck.fat', '-n', image)) ?? [];
  return Number(all) - Number(used);
}

async function make(folder: TempFolder, size: number, ...args: readonly string[]): Promise<string> {
  const image = await blankFile(folder.at('disk'), size);
  await run('mkfs.fat', ...args, image);
  return image;
}

/** Changes bytes of an image. */
async function patch(image: string, at: number, ...bytes: readonly number[]): Promise<void> {
  await using file = await openForWriting(image);
  await file.write(at, Uint8Array.from(bytes));
}

describe.skipIf(missing('mkfs.fat', 'mcopy'))('FAT file systems made by mkfs.fat', { timeout: 20_000 }, () => {
  it.each([
    ['fat12', 8, ['-F', '12']],
    ['fat12', 2, ['-F', '12', '-f', '1', '-s', '1']],
    ['fat16', 32, ['-F', '16']],
    ['fat16', 200, ['-F', '16', '-S', '4096']],
    ['fat32', 70, ['-F', '32', '-s', '1']],
    ['fat32', 300, ['-F', '32', '-f', '1']],
    ['fat32', 1200, ['-F', '32', '-S', '4096']],
  ])('%s of %i MiB with %j: only free clusters are said to be free', async (id, size, args) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, size * MiB, '-n', 'PLATTER', ...args);
    await populate(folder, image);
    await requireWhole(folder, image);
    const expected = await freeClustersOf(image);
    const partition = trusted(onlyOne(await inspectFile(image)));
    expect(partition).toMatchObject({ fileSystem: id, label: 'PLATTER' });
    expect(partition.space.freeBytes / partition.space.clusterSize).toBe(expected);
    // Junk in all of a large image takes long and shows nothing more.
    if (size > 300) return;
    await ruinFreeSpace(image);
    await requireWhole(folder, image);
  });

  // 1 reserved sector, 2 tables, 32 sectors of root: what remains are the clusters.
  it.each([
    [4084, 12, 'fat12'],
    [4085, 16, 'fat16'],
    [65_524, 256, 'fat16'],
  ])('takes %i clusters for what they are', async (clusters, tableSectors, id) => {
    await using folder = await TempFolder.create();
    const sectors = 1 + 2 * tableSectors + 32 + clusters;
    const image = await blankFile(folder.at('disk'), sectors * 512);
    const boot = Buffer.alloc(512);
    boot.set([0xeb, 0x3c, 0x90]);
    boot.writeUInt16LE(512, 11);
    boot.set([1, 1, 0, 2, 0, 2], 13);
    boot.writeUInt16LE(sectors < 65_536 ? sectors : 0, 19);
    boot[21] = 0xf8;
    boot.writeUInt16LE(tableSectors, 22);
    boot.writeUInt32LE(sectors < 65_536 ? 0 : sectors, 32);
    boot.writeUInt16LE(0xaa55, 510);
    await patch(image, 0, ...boot);
    for (const table of [512, 512 * (1 + tableSectors)]) await patch(image, table, 0xf8, 0xff, 0xff, 0xff);
    expect(trusted(onlyOne(await inspectFile(image)))).toMatchObject({
      fileSystem: id,
      space: { freeBytes: (id === 'fat12' ? clusters - 1 : clusters) * 512, clusterSize: 512 },
    });
  });

  const table32 = 32 * 512;
  it.each([
    ['the table says that it was not closed', 'dirty', [table32 + 7, 0x07]],
    ['the table notes an error', 'has-errors', [table32 + 7, 0x0b]],
    ['Linux did not close it', 'dirty', [65, 0x01]],
    ['Linux noted an error', 'has-errors', [65, 0x02]],
    ['the tables differ', 'copies-differ', [table32 + 400, 0x12]],
    ['the count of free clusters is wrong', 'free-count', [512 + 488, 0x11]],
    ['the FSInfo sector is damaged', 'damaged', [512, 0]],
    ['the version is of no system', 'bad-geometry', [42, 1]],
    ['the table is too short', 'bad-geometry', [36, 1, 0, 0, 0]],
    ['the number of sectors is impossible', 'bad-geometry', [32, 1, 0, 0, 0]],
    ['it is longer than its partition', 'larger-than-partition', [32, 0x08]],
  ])('is distrusted when %s', async (_, reason, [at = 0, ...bytes]) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 70 * MiB, '-F', '32', '-s', '1');
    expect(onlyOne(await inspectFile(image)).distrust).toBeUndefined();
    await patch(image, at, ...bytes);
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason });
  });

  it('uses the active table only, when the tables are not mirrored', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 70 * MiB, '-F', '32', '-s', '1');
    const before = trusted(onlyOne(await inspectFile(image))).space;
    await patch(image, 40, 0x80);
    // Only the second table would notice.
    const length = (await readFile(image)).readUInt32LE(36) * 512;
    await patch(image, table32 + length + 400, 0x12);
    expect(trusted(onlyOne(await inspectFile(image))).space).toEqual(before);
    await patch(image, 40, 0x81);
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason: 'free-count' });
  });

  it('is distrusted when FAT32 is too small to be one for everybody', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 16 * MiB, '-F', '32', '-s', '4');
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason: 'bad-geometry' });
  });
});
