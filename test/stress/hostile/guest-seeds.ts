import { readFile, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { blankFile, contentOf, run } from '#test/core/guest/tools.ts';
import { logicalPartitions } from '#test/support/logical-partitions.ts';
import { fixedIdentity, MemoryImage } from '#test/support/make-image.ts';
import { missing, type Need } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import type { ImageSet } from './image-set.ts';

/** Raw disks with partition tables and file systems, and one in a VDI. What no tool is there for is left out, with a reason. */
export async function guestSeeds(): Promise<{
  readonly sets: readonly ImageSet[];
  readonly skipped: readonly string[];
}> {
  const sets: ImageSet[] = [raw('logical partitions', logicalPartitions()), raw('gpt', gpt())];
  const skipped: string[] = [];
  for (const [title, need, size, command, args] of systems) {
    if (missing(need)) skipped.push(`${title} without ${need}`);
    else sets.push(raw(title, await madeBy(size, command, args)));
  }
  const fat = sets.find(({ title }) => title === 'fat12');
  if (fat) sets.push(await inVdi(fat));
  return { sets, skipped };
}

const systems: readonly [string, Need, number, string, readonly string[]][] = [
  ['fat12', 'mkfs.fat', 256 * KiB, 'mkfs.fat', ['-F', '12', '--invariant']],
  ['fat16', 'mkfs.fat', 3 * MiB, 'mkfs.fat', ['-F', '16', '-s', '1', '--invariant']],
  ['exfat', 'mkfs.exfat', 2 * MiB, 'mkfs.exfat', ['-c', '4K', '-b', '64K']],
  ['ntfs', 'mkfs.ntfs', 2 * MiB, 'mkfs.ntfs', ['-q', '-F', '-f', '-I']],
  ['ext2', 'mkfs.ext4', 512 * KiB, 'mke2fs', ['-q', '-F', '-t', 'ext2', '-b', '1024', '-g', '256', '-N', '16']],
  [
    'ext4',
    'mkfs.ext4',
    2 * MiB,
    'mke2fs',
    ['-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^has_journal,^metadata_csum', '-N', '32'],
  ],
];

function raw(title: string, content: Uint8Array): ImageSet {
  return { title, main: 'disk.img', files: new Map([['disk.img', content]]), sourceFormat: 'raw' };
}

async function madeBy(size: number, command: string, args: readonly string[]): Promise<Uint8Array> {
  await using folder = await TempFolder.create();
  const image = await blankFile(folder.at('disk'), size);
  await run(command, ...args, image);
  await writeFile(folder.at('a'), contentOf('a', 30_000));
  if (command === 'mkfs.fat' && !missing('mcopy')) await run('mcopy', '-i', image, folder.at('a'), '::/a');
  if (command === 'mke2fs') await run('debugfs', '-w', '-R', `write ${folder.at('a')} a`, image);
  if (command === 'mkfs.ntfs') await run('ntfscp', '-q', image, folder.at('a'), 'a');
  return await readFile(image);
}

async function inVdi(set: ImageSet): Promise<ImageSet> {
  const content = set.files.get(set.main) ?? new Uint8Array(0);
  const image = new MemoryImage('disk.vdi');
  const variant = vdi.variants.find(({ info }) => info.id === 'dynamic');
  const options = vdi.options().parse({ blockSize: 512 * KiB });
  const sink = await variant?.create?.(image.asTarget(), {
    virtualSize: content.length,
    options,
    identity: fixedIdentity(),
  });
  await sink?.data(0, Uint8Array.from(content));
  await sink?.finish();
  return { title: `${set.title} in a vdi`, main: 'disk.vdi', files: new Map([['disk.vdi', image.main.bytes()]]) };
}

/** Two partitions, and both copies of the table. */
function gpt(): Buffer {
  const disk = Buffer.alloc(MiB);
  disk[446 + 4] = 0xee;
  disk.writeUInt32LE(1, 446 + 8);
  disk.writeUInt32LE(0xffff_ffff, 446 + 12);
  disk.writeUInt16LE(0xaa55, 510);
  const last = disk.length / 512 - 1;
  const table = Buffer.alloc(128 * 128);
  for (const [i, first, end] of [
    [0, 100, 299],
    [1, 300, 1800],
  ] as const) {
    table.fill(0x11 * (i + 1), i * 128, i * 128 + 32);
    table.writeBigUInt64LE(BigInt(first), i * 128 + 32);
    table.writeBigUInt64LE(BigInt(end), i * 128 + 40);
  }
  for (const [own, other, entries] of [
    [1, last, 2],
    [last, 1, last - 32],
  ] as const) {
    const header = Buffer.alloc(92);
    header.write('EFI PART');
    header.writeUInt32LE(0x1_0000, 8);
    header.writeUInt32LE(92, 12);
    for (const [at, value] of [
      [24, own],
      [32, other],
      [40, 34],
      [48, last - 33],
      [72, entries],
    ] as const)
      header.writeBigUInt64LE(BigInt(value), at);
    header.writeUInt32LE(128, 80);
    header.writeUInt32LE(128, 84);
    header.writeUInt32LE(crc32(table), 88);
    header.writeUInt32LE(crc32(header), 16);
    header.copy(disk, own * 512);
    table.copy(disk, entries * 512);
  }
  return disk;
}
