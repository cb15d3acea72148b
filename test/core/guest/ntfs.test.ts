import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { blankFile, contentOf, inspectFile, onlyOne, ruinFreeSpace, run, runForBytes, trusted } from './tools.ts';

const names = Array.from({ length: 6 }, (_, i) => `file${String(i)}.bin`);
const sizeOf = (name: string): number => 300 + Number(name.slice(4, 5)) ** 3 * 9000;

async function make(folder: TempFolder, size: number, ...args: readonly string[]): Promise<string> {
  const image = await blankFile(folder.at('disk'), size);
  await run('mkfs.ntfs', '-q', '-F', '-L', 'Größe', ...args, image);
  return image;
}

async function copyIn(folder: TempFolder, image: string, name: string, content: Buffer): Promise<void> {
  await writeFile(folder.at(name), content);
  await run('ntfscp', '-q', image, folder.at(name), name);
}

async function requireWhole(image: string, prefix = ''): Promise<void> {
  // Compares the map with the clusters of all files, and fails when they differ.
  await run('ntfsresize', '--info', '--force', image);
  for (const name of names) {
    const content = await runForBytes('ntfscat', image, prefix + name);
    expect(content.equals(contentOf(name, sizeOf(name))), name).toBe(true);
  }
}

/** What ntfsinfo counts. */
async function freeClustersOf(image: string): Promise<number> {
  return Number(/Free Clusters: (\d+)/.exec(await run('ntfsinfo', '-m', image))?.[1]);
}

/** Where some text lies in an image, as often as it does. */
async function placesOf(image: string, text: string): Promise<number[]> {
  const content = await readFile(image);
  const places: number[] = [];
  for (let at = content.indexOf(text, 0, 'latin1'); at >= 0; at = content.indexOf(text, at + 1, 'latin1')) {
    places.push(at);
  }
  return places;
}

async function patch(image: string, at: number, bytes: Uint8Array): Promise<void> {
  await using file = await openForWriting(image);
  await file.write(at, bytes);
}

describe.skipIf(missing('mkfs.ntfs'))('NTFS file systems made by mkfs.ntfs', { timeout: 20_000 }, () => {
  it.each([
    [24, []],
    [24, ['-c', '512']],
    [70, ['-c', '65536']],
    [70, ['-s', '4096']],
    [24, ['-s', '1024', '-c', '2048']],
  ])('%i MiB with %j: only free clusters are said to be free', async (size, args) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, size * MiB, ...args);
    for (const name of names) await copyIn(folder, image, name, contentOf(name, sizeOf(name)));
    await requireWhole(image);
    const partition = trusted(onlyOne(await ruinFreeSpace(image)));
    await requireWhole(image);
    expect(partition).toMatchObject({ fileSystem: 'ntfs', label: 'Größe' });
    expect(partition.space.freeBytes / partition.space.clusterSize).toBe(await freeClustersOf(image));
  });

  it.skipIf(missing('mounting'))('many files in many folders, written and removed by ntfs-3g', async () => {
    await using folder = await TempFolder.create();
    await using mountPoint = await TempFolder.create();
    const image = await make(folder, 48 * MiB);
    await run('mount', '-t', 'ntfs-3g', '-o', 'loop', image, mountPoint.path);
    try {
      // Enough names that the index of the root directory has several levels.
      for (let i = 0; i < 400; i += 1)
        await writeFile(mountPoint.at(`a rather long name ${String(i)}`), 'x'.repeat(i * 3));
      await mkdir(mountPoint.at('folder'));
      for (const name of names) {
        await writeFile(mountPoint.at(`${name}.other`), contentOf('other', sizeOf(name)));
        await writeFile(mountPoint.at(`folder/${name}`), contentOf(name, sizeOf(name)));
        await rm(mountPoint.at(`${name}.other`));
      }
    } finally {
      await run('umount', mountPoint.path);
    }
    await requireWhole(image, 'folder/');
    const { space } = trusted(onlyOne(await ruinFreeSpace(image)));
    await requireWhole(image, 'folder/');
    expect(space.freeBytes / space.clusterSize).toBe(await freeClustersOf(image));

    await copyIn(folder, image, 'HiberFil.sys', Buffer.from('HIBR'.padEnd(5000, '\x07')));
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({ reason: 'hibernated', facts: {} });
  });

  it.each([
    ['hibr', 5000, 'hibernated'],
    ['RSTR', 5000, 'hibernated'],
    ['wake', 5000, undefined],
    ['\0\0\0\0', 5000, undefined],
    // Windows with fast startup leaves these on data volumes; ntfs-3g does not mount them either.
    ['\0\0\0\0', 100, 'hibernated'],
    ['wake', 1500, 'hibernated'],
  ])('with %j in a hiberfil.sys of %i bytes the reason is %s', async (head, size, reason) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 12 * MiB);
    await copyIn(folder, image, 'hiberfil.sys', Buffer.from(head.padEnd(size, '\x07')));
    expect(onlyOne(await inspectFile(image)).distrust?.reason).toBe(reason);
  });

  it('is distrusted when the dirty flag is set, and when its copies differ', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 12 * MiB);
    // The record of $Volume is in the table and in its mirror; the flags follow the version, 3.1.
    const version = (await placesOf(image, '\x03\x01\0\0\0\0\0\0')).filter((at) => at % 8 === 0);
    expect(version).toHaveLength(2);
    const [first = 0, second = 0] = version;
    await patch(image, first + 2, Uint8Array.of(1));
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({
      reason: 'copies-differ',
      facts: { structure: 'master file table' },
    });
    await patch(image, second + 2, Uint8Array.of(1));
    expect(onlyOne(await inspectFile(image))).toMatchObject({ fileSystem: 'ntfs', distrust: { reason: 'dirty' } });
    for (const at of version) await patch(image, at + 2, Uint8Array.of(0x80));
    expect(onlyOne(await inspectFile(image)).distrust).toBeUndefined();
  });

  it('is distrusted when it may have shadow copies', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 12 * MiB);
    await patch(image, 0x1e00, Buffer.from('6b87083876c1484eb7ae04046e6cc7520100000001000000', 'hex'));
    expect(onlyOne(await inspectFile(image)).distrust).toBeUndefined();
    await patch(image, 0x1e00 + 48, Uint8Array.of(0, 0x40));
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason: 'shadow-copies' });
  });

  it('is distrusted when a record is torn', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 12 * MiB);
    const [first = 0] = await placesOf(image, 'FILE');
    // The last bytes of a sector of record 6, $Bitmap.
    await patch(image, first + 6 * 1024 + 510, Uint8Array.of(0xff, 0xfe));
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({ reason: 'damaged', facts: { structure: '$Bitmap' } });
  });

  it('is distrusted when Windows left its log open', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 12 * MiB);
    const log = (await readFile(image)).indexOf(Buffer.alloc(64 * 1024, 0xff));
    const clean = restartPage(2);
    for (const at of [0, 4096]) await patch(image, log + at, clean);
    expect(onlyOne(await inspectFile(image)).distrust).toBeUndefined();
    await patch(image, log + 4096, restartPage(0));
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({ reason: 'journal-replay', facts: {} });
  });
});

/** A restart page with one client, as Windows writes it. */
function restartPage(flags: number): Uint8Array {
  const page = Buffer.alloc(4096);
  page.write('RSTR');
  page.writeUInt16LE(0x1e, 4);
  page.writeUInt16LE(9, 6);
  page.writeUInt32LE(4096, 16);
  page.writeUInt32LE(4096, 20);
  page.writeUInt16LE(0x30, 24);
  page.writeUInt16LE(1, 28);
  page.writeUInt16LE(7, 0x1e);
  for (let end = 510; end < 4096; end += 512) page.writeUInt16LE(7, end);
  page.writeUInt16LE(1, 0x30 + 8);
  page.writeUInt16LE(0xffff, 0x30 + 10);
  page.writeUInt16LE(flags, 0x30 + 14);
  return page;
}
