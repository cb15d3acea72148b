import { symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inspect } from '#main/core/operations/inspect.ts';
import { buildSparse, descriptorOf, diskSize, sparseLine } from '#test/formats/vmdk/build.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** It was told as a failure of the disk, which sent people to look for one. */
test.skipIf(process.platform === 'win32')(
  'a link that leads to itself counts as a file that is not there',
  async () => {
    await using folder = await TempFolder.create();
    await symlink(folder.at('circle.vmdk'), folder.at('circle.vmdk'));
    const look = (name: string) => inspect({ path: folder.at(name) }, unwatched);

    await expect(look('circle.vmdk')).rejects.toMatchObject({ reason: 'file.missing' });
    await writeFile(folder.at('set.vmdk'), descriptorOf(['RW 8 FLAT "circle.vmdk" 0']));
    await expect(look('set.vmdk')).rejects.toMatchObject({ reason: 'file.missing' });
    const child = descriptorOf([sparseLine(diskSize)], 'parentFileNameHint="circle.vmdk"');
    await writeFile(
      folder.at('child.vmdk'),
      buildSparse({ descriptor: child.replace('parentCID=ffffffff', 'parentCID=1') }),
    );
    await expect(look('child.vmdk')).rejects.toMatchObject({ reason: 'chain.parent-missing' });
  },
);
