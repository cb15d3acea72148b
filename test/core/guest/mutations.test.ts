import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { logicalPartitions } from '#test/support/logical-partitions.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { mutate, type Attack } from './mutations.ts';
import { blankFile, contentOf, run } from './tools.ts';

const makers = ['mkfs.ext4', 'mkfs.fat', 'mkfs.exfat', 'mkfs.ntfs', 'mcopy'] as const;

/** Fresh seeds find new things; the one of a failure is in its message. */
const seed = Math.floor(Math.random() * 2 ** 31);

async function make(size: number, command: string, ...args: readonly string[]): Promise<Buffer> {
  await using folder = await TempFolder.create();
  const image = await blankFile(folder.at('disk'), size);
  await run(command, ...args, image);
  const content = command === 'mkfs.ntfs' ? Buffer.from('wake'.padEnd(5000, '\x07')) : contentOf('a', 3000);
  await writeFile(folder.at('a'), content);
  if (command === 'mkfs.fat') await run('mcopy', '-i', image, folder.at('a'), '::/a');
  if (command === 'mke2fs') await run('debugfs', '-w', '-R', `write ${folder.at('a')} a`, image);
  if (command === 'mkfs.ntfs') await run('ntfscp', '-q', image, folder.at('a'), 'hiberfil.sys');
  return await readFile(image);
}

/** The master file table starts where the boot sector says; its first records have a mirror. */
function attackOnNtfs(image: Buffer): Omit<Attack, 'seed'> {
  const placesOf = (content: Buffer): readonly number[] =>
    [48, 56].map((at) => content.readUInt32LE(at) * (content[13] ?? 0) * 512);
  return {
    within: [
      { start: 0, length: 512 },
      { start: placesOf(image)[0] ?? 0, length: 7 * 1024 },
    ],
    settle(content) {
      const [table = 0, mirror = 0] = placesOf(content);
      const isInside = Math.max(table, mirror) + 4096 <= content.length;
      if (isInside) content.copy(content, mirror, table, table + 4096);
    },
  };
}

/** The boot region of exFAT has a checksum. */
function settleExfat(content: Buffer): void {
  let sum = 0;
  for (let at = 0; at < 11 * 512; at += 1) {
    if (![106, 107, 112].includes(at)) sum = (((sum << 31) | (sum >>> 1)) + (content[at] ?? 0)) >>> 0;
  }
  for (let at = 11 * 512; at < 12 * 512; at += 4) content.writeUInt32LE(sum, at);
}

/** The boot sector of exFAT, the start of its table, and its root directory. */
function attackOnExfat(image: Buffer): Omit<Attack, 'seed'> {
  const [table, heap, root] = [80, 88, 96].map((at) => image.readUInt32LE(at));
  const clusterSize = 2 ** ((image[108] ?? 0) + (image[109] ?? 0));
  return {
    within: [
      { start: 0, length: 512 },
      { start: (table ?? 0) * 512, length: 32 },
      { start: (heap ?? 0) * 512 + ((root ?? 0) - 2) * clusterSize, length: 128 },
    ],
    settle: settleExfat,
  };
}

function attackOn(command: string, image: Buffer): Attack {
  if (command === 'mkfs.ntfs') return { seed, ...attackOnNtfs(image) };
  return command === 'mkfs.exfat' ? { seed, ...attackOnExfat(image) } : { seed };
}

describe.skipIf(missing(...makers))('file systems with changed bytes', { timeout: 30_000 }, () => {
  it.each<[number, number, string, readonly string[]]>([
    [600, 512 * KiB, 'mke2fs', ['-q', '-F', '-t', 'ext2', '-b', '1024', '-g', '256', '-N', '16']],
    [600, 2 * MiB, 'mke2fs', ['-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^has_journal', '-N', '32']],
    [400, 2 * MiB, 'mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '^has_journal,^metadata_csum,uninit_bg', '-N', '16']],
    [600, 256 * KiB, 'mkfs.fat', ['-F', '12']],
    [400, 5 * MiB, 'mkfs.fat', ['-F', '16', '-s', '1']],
    [100, 34 * MiB, 'mkfs.fat', ['-F', '32', '-s', '1']],
    [600, 2 * MiB, 'mkfs.exfat', ['-c', '4K', '-b', '64K']],
    [1500, 2 * MiB, 'mkfs.ntfs', ['-q', '-F', '-f', '-I']],
  ])(
    '%i changes to %i bytes by %s %j: never a throw, a hang or a dishonest run',
    async (rounds, size, command, args) => {
      const pristine = await make(size, command, ...args);
      // If no change went unnoticed, nothing would have been tried beyond the first doubt.
      expect(await mutate(pristine, rounds, attackOn(command, pristine))).toBeGreaterThan(0);
    },
  );
});

describe.skipIf(missing('sfdisk', 'sgdisk', 'mkfs.ext4'))(
  'partition tables with changed bytes',
  { timeout: 30_000 },
  () => {
    it.each<[string, readonly string[]]>([
      ['sgdisk', ['-n', '1:64:+100K', '-n', '2:400:+100K']],
      ['sfdisk', []],
    ])('%s: never a throw, a hang or a dishonest run', async (command, args) => {
      await using folder = await TempFolder.create();
      const image = await blankFile(folder.at('disk'), 1 * MiB);
      if (command === 'sgdisk') await run(command, '-a', '1', ...args, image);
      else await writeFile(image, logicalPartitions());
      await mutate(await readFile(image), 800, { seed });
    });
  },
);
