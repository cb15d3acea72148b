import { open, readFile } from 'node:fs/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { blankFile, run, runWithInput } from '#test/core/guest/tools.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';

/** What `makeGptDisk` needs. */
export const gptTools = ['sfdisk', 'mkfs.fat', 'mkfs.ntfs', 'mkfs.ext4'] as const;

const volumes: readonly { start: Bytes; size: Bytes; make: readonly [command: string, ...args: string[]] }[] = [
  { start: 1 * MiB, size: 32 * MiB, make: ['mkfs.fat', '-F', '16', '-n', 'EFI'] },
  { start: 34 * MiB, size: 96 * MiB, make: ['mkfs.ntfs', '-F', '-f', '-q', '-L', 'Windows'] },
  { start: 160 * MiB, size: 64 * MiB, make: ['mkfs.ext4', '-q', '-F', '-L', 'data'] },
];

const table = `label: gpt
start=2048, size=65536, type=U
start=69632, size=196608, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name="Basic data"
start=327680, size=131072, type=L
start=458752, size=32768, type=S, name="swap"
`;

/** A raw disk of 256 MiB with a GUID partition table: FAT, NTFS, a gap, ext4 and a swap partition. */
export async function makeGptDisk(folder: TempFolder, name: string): Promise<string> {
  const disk = await blankFile(folder.at(name), 256 * MiB);
  await runWithInput(table, 'sfdisk', '--quiet', disk);
  const handle = await open(disk, 'r+');
  try {
    for (const [index, { start, size, make }] of volumes.entries()) {
      const volume = await blankFile(folder.at(`volume-${String(index)}`), size);
      await run(make[0], ...make.slice(1), volume);
      const content = await readFile(volume);
      await handle.write(content, 0, content.length, start);
    }
  } finally {
    await handle.close();
  }
  return disk;
}
