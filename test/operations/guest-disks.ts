import { readFile, writeFile } from 'node:fs/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { ExfatFiles } from '#test/core/guest/exfat-files.ts';
import { blankFile, contentOf, run, runForBytes } from '#test/core/guest/tools.ts';
import type { Need } from '#test/support/need.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';

/** A raw disk with a file system that was filled and then half emptied, and how to see that all its files are whole. */
export interface GuestDiskRecipe {
  readonly fileSystem: string;
  readonly needs: readonly Need[];
  readonly make: (folder: TempFolder, name: string) => Promise<void>;
  /** Throws when the file system's own checker complains, or when a file has changed. */
  readonly requireWhole: (folder: TempFolder, name: string) => Promise<void>;
}

const diskSize: Bytes = 72 * MiB;
const names = Array.from({ length: 14 }, (_, i) => `FILE${String(i).padStart(2, '0')}`);
const kept = names.filter((_, i) => i % 2 === 0);
const removed = names.filter((_, i) => i % 2 === 1);
const sizeOf = (name: string): Bytes => 100_000 + Number(name.slice(4)) * 333_333;

async function filesIn(folder: TempFolder): Promise<void> {
  for (const name of names) await writeFile(folder.at(name), contentOf(name, sizeOf(name)));
}

function requireSame(name: string, found: Buffer): void {
  if (!found.equals(contentOf(name, sizeOf(name)))) throw new Error(`${name} has changed`);
}

async function debugfs(folder: TempFolder, image: string, commands: readonly string[]): Promise<void> {
  await writeFile(folder.at('commands'), `${commands.join('\n')}\n`);
  await run('debugfs', '-w', '-f', folder.at('commands'), image);
}

export const guestDisks: readonly GuestDiskRecipe[] = [
  {
    fileSystem: 'ext4',
    needs: ['mkfs.ext4'],
    async make(folder, name) {
      const image = await blankFile(folder.at(name), diskSize);
      await run('mke2fs', '-q', '-F', '-t', 'ext4', image);
      await filesIn(folder);
      await debugfs(
        folder,
        image,
        names.map((file) => `write ${folder.at(file)} ${file}`),
      );
      await debugfs(
        folder,
        image,
        removed.map((file) => `rm ${file}`),
      );
    },
    async requireWhole(folder, name) {
      await run('e2fsck', '-f', '-n', folder.at(name));
      await debugfs(
        folder,
        folder.at(name),
        kept.map((file) => `dump ${file} ${folder.at(`${file}.out`)}`),
      );
      for (const file of kept) requireSame(file, await readFile(folder.at(`${file}.out`)));
    },
  },
  {
    fileSystem: 'ntfs',
    needs: ['mkfs.ntfs'],
    async make(folder, name) {
      const image = await blankFile(folder.at(name), diskSize);
      await run('mkfs.ntfs', '-q', '-F', image);
      await filesIn(folder);
      for (const file of names) await run('ntfscp', '-q', image, folder.at(file), file);
      // No tool of ntfs-3g removes a file without mounting; one that becomes empty gives up its clusters as well.
      await writeFile(folder.at('empty'), '');
      for (const file of removed) await run('ntfscp', '-q', image, folder.at('empty'), file);
    },
    async requireWhole(folder, name) {
      await run('ntfsfix', '-n', folder.at(name));
      await run('ntfsresize', '--info', '--force', folder.at(name));
      for (const file of kept) requireSame(file, await runForBytes('ntfscat', folder.at(name), file));
    },
  },
  {
    fileSystem: 'fat32',
    needs: ['mkfs.fat', 'mcopy'],
    async make(folder, name) {
      const image = await blankFile(folder.at(name), diskSize);
      await run('mkfs.fat', '-F', '32', '-s', '1', image);
      await filesIn(folder);
      await run('mcopy', '-i', image, ...names.map((file) => folder.at(file)), '::/');
      await run('mdel', '-i', image, ...removed.map((file) => `::/${file}`));
    },
    async requireWhole(folder, name) {
      await run('fsck.fat', '-n', folder.at(name));
      for (const file of kept) {
        await run('mcopy', '-n', '-o', '-i', folder.at(name), `::/${file}`, folder.at('out'));
        requireSame(file, await readFile(folder.at('out')));
      }
    },
  },
  {
    fileSystem: 'exfat',
    needs: ['mkfs.exfat'],
    async make(folder, name) {
      const image = await blankFile(folder.at(name), diskSize);
      await run('mkfs.exfat', image);
      await using file = await openForWriting(image);
      const files = await new ExfatFiles(file).open();
      let next = 300;
      for (const one of names) {
        const clusters = Math.ceil(sizeOf(one) / files.clusterSize);
        const first = next;
        next += clusters;
        // No tool writes or removes files without mounting: what would have been removed is never entered.
        if (removed.includes(one)) await file.write(files.placeOf(first), contentOf(one, sizeOf(one)));
        else
          await files.write(
            one,
            contentOf(one, sizeOf(one)),
            Array.from({ length: clusters }, (_, i) => first + i),
          );
      }
      await file.flush();
    },
    async requireWhole(folder, name) {
      await run('fsck.exfat', '-n', folder.at(name));
      await using file = await openForWriting(folder.at(name));
      const files = await new ExfatFiles(file).open();
      let next = 300;
      for (const one of names) {
        if (kept.includes(one)) requireSame(one, await files.read(next, sizeOf(one)));
        next += Math.ceil(sizeOf(one) / files.clusterSize);
      }
    },
  },
];
