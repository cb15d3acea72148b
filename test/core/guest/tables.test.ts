import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB, type ByteRange } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { blankFile, inspectFile, ruinFreeSpace, run, runWithInput, trusted } from './tools.ts';

/** What sfdisk reads in a table, in bytes. */
async function tableBySfdisk(image: string): Promise<ByteRange[]> {
  const { partitiontable } = JSON.parse(await run('sfdisk', '--json', image)) as {
    partitiontable: { sectorsize: number; partitions: { start: number; size: number; type: string }[] };
  };
  const { sectorsize, partitions } = partitiontable;
  return partitions
    .filter(({ type }) => !['5', 'f', '85'].includes(type))
    .map(({ start, size }) => ({ start: start * sectorsize, length: size * sectorsize }));
}

/** Divides a new file as a script of sfdisk says. */
async function divide(folder: TempFolder, size: number, script: string): Promise<string> {
  const image = await blankFile(folder.at('disk'), size);
  await runWithInput(script, 'sfdisk', '--quiet', image);
  return image;
}

/** Makes a file system and puts it into a range. */
async function fillRange(folder: TempFolder, image: string, range: ByteRange, tool: readonly string[]): Promise<void> {
  const part = await blankFile(folder.at('part'), range.length);
  const [command = '', ...args] = tool;
  await run(command, ...args, part);
  await using file = await openForWriting(image);
  await file.write(range.start, await readFile(part));
}

/** Takes the content of a range out and has a tool look at it, which fails when it finds something. */
async function checkRange(folder: TempFolder, image: string, range: ByteRange, tool: readonly string[]): Promise<void> {
  const content = await readFile(image);
  await writeFile(folder.at('part'), content.subarray(range.start, range.start + range.length));
  const [command = '', ...args] = tool;
  await run(command, ...args, folder.at('part'));
}

const ext2 = { make: ['mke2fs', '-q', '-F', '-t', 'ext2'], check: ['e2fsck', '-f', '-n'], id: 'ext2' };
const ext4 = { make: ['mke2fs', '-q', '-F', '-t', 'ext4'], check: ['e2fsck', '-f', '-n'], id: 'ext4' };
const fat12 = { make: ['mkfs.fat', '-F', '12'], check: ['fsck.fat', '-n'], id: 'fat12' };
const ntfs = { make: ['mkfs.ntfs', '-q', '-F'], check: ['ntfsresize', '--info', '--force'], id: 'ntfs' };
const makers = ['mkfs.ext4', 'mkfs.fat', 'mkfs.ntfs'] as const;

/** Fills the partitions of a disk, ruins all that is said to be free, and has everything checked. */
async function requireHonestTable(
  folder: TempFolder,
  image: string,
  systems: readonly (typeof ext2)[],
): Promise<Awaited<ReturnType<typeof ruinFreeSpace>>> {
  const ranges = await tableBySfdisk(image);
  for (const [i, system] of systems.entries()) {
    await fillRange(folder, image, ranges[i] ?? { start: 0, length: 0 }, system.make);
  }
  const dump = await run('sfdisk', '--dump', image);
  const contents = await ruinFreeSpace(image);
  expect(contents.distrust).toBeUndefined();
  expect(contents.partitions.map(({ range }) => range)).toEqual(ranges.toSorted((a, b) => a.start - b.start));
  expect(await run('sfdisk', '--dump', image)).toBe(dump);
  for (const [i, system] of systems.entries()) {
    const range = ranges[i] ?? { start: 0, length: 0 };
    const partition = trusted(contents.partitions.find((candidate) => candidate.range.start === range.start));
    expect(partition.fileSystem).toBe(system.id);
    await checkRange(folder, image, range, system.check);
  }
  return contents;
}

describe.skipIf(missing('sfdisk', ...makers))('disks divided by sfdisk', { timeout: 20_000 }, () => {
  it('with an MBR and logical partitions, and primary ones out of order', async () => {
    await using folder = await TempFolder.create();
    const script = `label: dos
      2 : start=63, size=20000, type=83
      3 : start=32768, size=61440, type=5
      1 : start=102400, size=16000, type=7
      5 : start=34816, size=8192, type=83
      6 : start=45056, size=8192, type=6
      7 : start=55296, size=30000, type=7`;
    const image = await divide(folder, 60 * MiB, script);
    const { scheme, partitions } = await requireHonestTable(folder, image, [ntfs, ext4, ext2, fat12, ntfs]);
    expect(scheme).toBe('mbr');
    expect(partitions.map(({ number, type }) => [number, type])).toEqual([
      [2, '83'],
      [5, '83'],
      [6, '06'],
      [7, '07'],
      [1, '07'],
    ]);
  });

  it('with a GPT', async () => {
    await using folder = await TempFolder.create();
    const script = `label: gpt
      start=2048, size=20480, type=uefi, name=Start
      start=22528, size=40960, type=linux, name=Größe
      start=65536, size=20480, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7`;
    const image = await divide(folder, 48 * MiB, script);
    const { scheme, partitions } = await requireHonestTable(folder, image, [fat12, ext4, ntfs]);
    expect(scheme).toBe('gpt');
    expect(partitions.map(({ number, type, name }) => [number, type, name])).toEqual([
      [1, 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b', 'Start'],
      [2, '0fc63daf-8483-4772-8e79-3d69d8477de4', 'Größe'],
      [3, 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7', undefined],
    ]);
  });

  it('distrusts all partitions when Windows is hibernated on one of them', async () => {
    await using folder = await TempFolder.create();
    const image = await divide(
      folder,
      32 * MiB,
      'label: dos\nstart=2048, size=20480, type=6\nstart=22528, size=20480, type=7',
    );
    const [first, second] = await tableBySfdisk(image);
    if (!first || !second) throw new Error('no partitions');
    await fillRange(folder, image, first, fat12.make);
    expect((await inspectFile(image)).partitions[0]?.distrust).toBeUndefined();
    const volume = await blankFile(folder.at('volume'), second.length);
    await run('mkfs.ntfs', '-q', '-F', volume);
    await writeFile(folder.at('memory'), 'hibr'.padEnd(5000, '\x07'));
    await run('ntfscp', '-q', volume, folder.at('memory'), 'hiberfil.sys');
    await using file = await openForWriting(image);
    await file.write(second.start, await readFile(volume));
    expect((await inspectFile(image)).partitions).toMatchObject([
      { fileSystem: 'fat12', distrust: { reason: 'hibernated' } },
      { fileSystem: 'ntfs', distrust: { reason: 'hibernated' } },
    ]);
  });

  it.each([
    ['82', 'swap'],
    ['8e', 'lvm'],
    ['fd', 'raid'],
    ['42', 'dynamic-disk'],
  ])('leaves a partition of type %s alone, whatever is in it', async (type, reason) => {
    await using folder = await TempFolder.create();
    const image = await divide(folder, 24 * MiB, `label: dos\nstart=2048, size=20480, type=${type}`);
    await fillRange(folder, image, { start: MiB, length: 10 * MiB }, ext2.make);
    const { partitions } = await inspectFile(image);
    expect(partitions).toMatchObject([{ number: 1, type, distrust: { reason } }]);
  });

  it.each([
    ['a5', ext2],
    ['07', ext2],
    ['83', fat12],
    ['83', ntfs],
  ])('believes a partition of type %s more than a file system of another system in it', async (type, { make }) => {
    await using folder = await TempFolder.create();
    const image = await divide(folder, 24 * MiB, `label: dos\nstart=2048, size=20480, type=${type}`);
    await fillRange(folder, image, { start: MiB, length: 10 * MiB }, make);
    const first = `a partition of type ${type.toUpperCase()}`;
    expect((await inspectFile(image)).partitions).toMatchObject([
      { distrust: { reason: 'ambiguous', facts: { first } } },
    ]);
  });

  it('distrusts a partition that leaves the disk', async () => {
    await using folder = await TempFolder.create();
    const image = await divide(folder, 24 * MiB, 'label: dos\nstart=2048, size=20480');
    await run('truncate', '-s', '8M', image);
    const { partitions } = await inspectFile(image);
    expect(partitions[0]?.distrust).toEqual({ reason: 'outside-disk', facts: { end: 11 * MiB, size: 8 * MiB } });
  });
});

describe.skipIf(missing('sgdisk', 'mkfs.ext4'))('disks divided by sgdisk', { timeout: 20_000 }, () => {
  const partition = { start: MiB, length: 10 * MiB };

  let divided: Buffer | undefined;

  /** sgdisk rests for a second after it has written, so its work is used again. */
  async function make(folder: TempFolder): Promise<string> {
    const image = await blankFile(folder.at('disk'), 16 * MiB);
    if (!divided) {
      await run('sgdisk', '-n', '3:2048:+10M', '-t', '3:8300', '-c', '3:root', image);
      await fillRange(folder, image, partition, ext4.make);
      divided = await readFile(image);
    }
    await writeFile(image, divided);
    return image;
  }

  async function patch(image: string, at: number, bytes: Uint8Array): Promise<void> {
    await using file = await openForWriting(image);
    await file.write(at, bytes);
  }

  it('are read, and left whole', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder);
    const { partitions } = await ruinFreeSpace(image);
    expect(partitions).toMatchObject([{ number: 3, range: partition, name: 'root', fileSystem: 'ext4' }]);
    trusted(partitions[0]);
    expect(await run('sgdisk', '-v', image)).toContain('No problems found');
    await checkRange(folder, image, partition, ext4.check);
  });

  it.each([
    ['the first copy is damaged', 'table-one-copy', [512 + 60]],
    ['the second copy is damaged', 'table-one-copy', [16 * MiB - 512 + 60]],
    ['the entries of the first copy are damaged', 'table-one-copy', [1024 + 10]],
    ['both copies are damaged', 'table-damaged', [512 + 60, 16 * MiB - 512 + 60]],
  ])('are distrusted when %s', async (_, reason, places) => {
    await using folder = await TempFolder.create();
    const image = await make(folder);
    for (const at of places) await patch(image, at, Uint8Array.of(0xee));
    const { scheme, partitions, distrust } = await inspectFile(image);
    expect({ scheme, reason: distrust?.reason }).toEqual({ scheme: 'gpt', reason });
    expect(partitions.length).toBe(reason === 'table-damaged' ? 0 : 1);
    for (const found of partitions) expect(found.distrust).toEqual(distrust);
  });

  it('are distrusted when the disk became larger and only the first copy was written anew', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder);
    const head = await readFile(image);
    await run('sgdisk', '-c', '3:other', image);
    await patch(image, 0, head.subarray(0, 34 * 512));
    expect((await inspectFile(image)).distrust).toMatchObject({ reason: 'copies-differ' });
  });

  it('are distrusted when an MBR beside the GPT has partitions of its own', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder);
    await patch(image, 450, Uint8Array.of(0x83));
    expect(await inspectFile(image)).toMatchObject({ scheme: 'mbr', distrust: { reason: 'ambiguous' } });
  });
});
