import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { blankFile, contentOf, inspectFile, onlyOne, ruinFreeSpace, run, trusted } from './tools.ts';

const names = Array.from({ length: 12 }, (_, i) => `file${String(i)}`);
const kept = names.filter((_, i) => i % 3 !== 1);
const sizeOf = (name: string): number => 1000 + Number(name.slice(4)) ** 3 * 700;

/** Writes files into a file system, and removes some of them again, so that the free space has holes. */
async function populate(folder: TempFolder, image: string): Promise<void> {
  const commands: string[] = [];
  for (const name of names) {
    await writeFile(folder.at(name), contentOf(name, sizeOf(name)));
    commands.push(`write ${folder.at(name)} ${name}`);
  }
  commands.push(...names.filter((name) => !kept.includes(name)).map((name) => `rm ${name}`));
  await debugfs(folder, image, commands);
}

async function debugfs(folder: TempFolder, image: string, commands: readonly string[]): Promise<void> {
  await writeFile(folder.at('commands'), commands.join('\n') + '\n');
  await run('debugfs', '-w', '-f', folder.at('commands'), image);
}

async function requireWhole(folder: TempFolder, image: string): Promise<void> {
  // Exits with 4 when it would have to correct something.
  await run('e2fsck', '-f', '-n', image);
  await writeFile(folder.at('commands'), kept.map((name) => `dump ${name} ${folder.at(`${name}.out`)}\n`).join(''));
  await run('debugfs', '-f', folder.at('commands'), image);
  for (const name of kept) {
    const content = await readFile(folder.at(`${name}.out`));
    expect(content.equals(contentOf(name, sizeOf(name))), name).toBe(true);
  }
}

/** What dumpe2fs reads in the superblock. */
async function freeBlocksOf(image: string): Promise<number> {
  return Number(/^Free blocks:\s+(\d+)$/m.exec(await run('dumpe2fs', '-h', image))?.[1]);
}

async function make(folder: TempFolder, size: number, ...args: readonly string[]): Promise<string> {
  const image = await blankFile(folder.at('disk'), size);
  await run('mke2fs', '-q', '-F', ...args, image);
  return image;
}

describe.skipIf(missing('mkfs.ext4'))('ext file systems made by mke2fs', { timeout: 20_000 }, () => {
  it.each([
    ['ext2', 24, ['-t', 'ext2']],
    ['ext2', 24, ['-t', 'ext2', '-b', '4096']],
    ['ext2', 24, ['-t', 'ext2', '-r', '0']],
    ['ext2', 40, ['-t', 'ext2', '-O', '^sparse_super,^resize_inode', '-b', '1024']],
    ['ext3', 24, ['-t', 'ext3']],
    ['ext4', 40, ['-t', 'ext4']],
    ['ext4', 300, ['-t', 'ext4', '-b', '4096', '-g', '8192']],
    ['ext4', 40, ['-t', 'ext4', '-b', '1024', '-O', '^64bit,^flex_bg,^metadata_csum,uninit_bg']],
    ['ext4', 40, ['-t', 'ext4', '-b', '1024', '-O', '^64bit']],
    ['ext4', 40, ['-t', 'ext4', '-b', '2048', '-O', 'metadata_csum_seed', '-G', '4']],
    ['ext4', 33, ['-t', 'ext4', '-b', '1024', '-g', '1024', '-I', '1024']],
  ])('%s of %i MiB with %j: only free blocks are said to be free', async (id, size, args) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, size * MiB, '-L', 'grün', ...args);
    await populate(folder, image);
    await requireWhole(folder, image);
    const partition = trusted(onlyOne(await ruinFreeSpace(image)));
    await requireWhole(folder, image);
    expect(partition).toMatchObject({ fileSystem: id, label: 'grün', number: 1, type: '' });
    expect(partition.space.freeBytes / partition.space.clusterSize).toBe(await freeBlocksOf(image));
  });

  it('reads groups whose bitmap was never written', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 100 * MiB, '-t', 'ext4', '-b', '1024');
    expect(await run('dumpe2fs', image)).toContain('BLOCK_UNINIT');
    const { space } = trusted(onlyOne(await ruinFreeSpace(image)));
    await run('e2fsck', '-f', '-n', image);
    expect(space.freeBytes / 1024).toBe(await freeBlocksOf(image));
  });

  it.each([
    ['dirty', 'ssv state 0'],
    ['has-errors', 'ssv state 3'],
    ['orphans', 'ssv last_orphan 12'],
    ['journal-replay', 'feature needs_recovery'],
    ['free-count', 'ssv free_blocks_count 5'],
    ['unsupported-feature', 'feature bigalloc'],
    ['unsupported-feature', 'feature casefold'],
    ['unsupported-feature', 'feature quota'],
    ['bad-geometry', 'ssv log_cluster_size 3'],
    ['bad-checksum', 'set_bg 0 checksum 1'],
    ['free-count', 'set_bg 0 free_blocks_count 5\nset_bg 0 checksum calc'],
    ['outside-volume', 'set_bg 0 block_bitmap 900000\nset_bg 0 checksum calc'],
    ['damaged', 'set_bg 0 block_bitmap 1\nset_bg 0 checksum calc'],
  ])('is distrusted as %s after debugfs did: %s', async (reason, command) => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 24 * MiB, '-t', 'ext4', '-b', '1024');
    await debugfs(folder, image, command.split('\n'));
    const partition = onlyOne(await inspectFile(image));
    expect(partition).toMatchObject({ fileSystem: 'ext4', distrust: { reason } });
    expect(partition.space).toBeUndefined();
  });

  it('is distrusted when its bitmap frees a part of the file system itself', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 24 * MiB, '-t', 'ext4', '-b', '1024');
    const [, free] = /^ {2}(\d+) free blocks/m.exec(await run('dumpe2fs', image)) ?? [];
    // Block 2 is the first of the group descriptors.
    const group = [`set_bg 0 free_blocks_count ${String(Number(free) + 1)}`, 'set_bg 0 checksum calc'];
    await debugfs(folder, image, ['freeb 2 1', ...group]);
    expect(onlyOne(await inspectFile(image)).distrust).toEqual({
      reason: 'metadata-free',
      facts: { structure: 'superblock' },
    });
  });

  it('is distrusted when a bitmap was changed behind its checksum', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 24 * MiB, '-t', 'ext4', '-b', '1024');
    await using file = await openForWriting(image);
    const bitmap = new Uint8Array(4);
    await file.read(2 * 1024, bitmap);
    const at = Buffer.from(bitmap).readUInt32LE() * 1024;
    const bits = new Uint8Array(1024);
    await file.read(at, bits);
    // As many free blocks as before, but others.
    await file.write(at, bits.toReversed());
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason: 'bad-checksum' });
  });

  it('is distrusted when it is longer than its partition', async () => {
    await using folder = await TempFolder.create();
    const image = await make(folder, 8 * MiB, '-t', 'ext2', '-b', '1024');
    await run('truncate', '-s', '7M', image);
    expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({
      reason: 'larger-than-partition',
      facts: { size: 8 * MiB, limit: 7 * MiB },
    });
  });

  it.skipIf(missing('mounting'))('is distrusted while Linux uses it, and trusted after', async () => {
    await using folder = await TempFolder.create();
    await using mountPoint = await TempFolder.create();
    const image = await make(folder, 40 * MiB, '-t', 'ext4');
    await run('mount', '-o', 'loop', image, mountPoint.path);
    try {
      for (const name of names) await writeFile(mountPoint.at(name), contentOf(name, sizeOf(name)));
      await run('sync', '-f', mountPoint.path);
      expect(onlyOne(await inspectFile(image)).distrust).toMatchObject({ reason: 'journal-replay' });
    } finally {
      await run('umount', mountPoint.path);
    }
    trusted(onlyOne(await ruinFreeSpace(image)));
    await requireWhole(folder, image);
  });
});
