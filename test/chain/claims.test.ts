import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { headerStart, header02, imageTypes } from '#main/core/formats/vdi/layout.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { buildVdi, buildVdi02, free } from '#test/formats/vdi/build.ts';
import { buildSparse, descriptorOf, diskSize, sparseLine } from '#test/formats/vmdk/build.ts';
import { MemoryImage, openImage } from '#test/support/make-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { diskId, stateId } from './vdi-chain.ts';

test('a VDI claims the id of its parent and that of its state, and no names', async () => {
  const header = {
    imageType: imageTypes.differencing,
    parentUuid: diskId('01'),
    parentModificationUuid: stateId('01'),
  };
  const { parent } = await openImage(vdi, new MemoryImage('child.vdi', buildVdi({ map: [free], header })));
  expect(parent).toEqual({ format: 'vdi', marks: { id: diskId('01'), modification: stateId('01') }, names: [] });
});

test('a VDI of version 0.2 claims no state, since its header has no place for it', async () => {
  const image = buildVdi02([free], MiB);
  const fields = header02.decode(image.subarray(headerStart));
  image.set(header02.encode({ ...fields, imageType: imageTypes.differencing, parentUuid: diskId('01') }), headerStart);
  const { parent } = await openImage(vdi, new MemoryImage('child.vdi', image));
  expect(parent).toEqual({ format: 'vdi', marks: { id: diskId('01') }, names: [] });
});

test('a VMDK claims the name and the content id of its parent, however that is written', async () => {
  const descriptor = childOf('C:\\machines\\base.vmdk', 'fE');
  const { parent, marks } = await openImage(vmdk, new MemoryImage('child.vmdk', buildSparse({ descriptor })));
  expect({ parent, marks }).toEqual({
    parent: { format: 'vmdk', marks: { modification: '000000fe' }, names: ['C:\\machines\\base.vmdk'] },
    marks: { modification: '12345678' },
  });
});

test('a VMDK does not take a file of another name for its parent, since content ids repeat', async () => {
  await using folder = await TempFolder.create();
  await writeFile(folder.at('another.vmdk'), buildSparse());
  await writeFile(folder.at('child.vmdk'), buildSparse({ descriptor: childOf('base.vmdk', '12345678') }));
  await expect(inspect({ path: folder.at('child.vmdk') }, unwatched)).rejects.toMatchObject({
    reason: 'chain.parent-missing',
    facts: { sought: 'base.vmdk, state 12345678' },
  });
  await writeFile(folder.at('base.vmdk'), buildSparse());
  expect((await inspect({ path: folder.at('child.vmdk') }, unwatched)).parent).toBe(folder.at('base.vmdk'));
});

test('a named parent of another format is refused by name', async () => {
  await using folder = await TempFolder.create();
  await writeFile(folder.at('base.img'), buildVdi({ map: [0] }));
  await writeFile(folder.at('child.vmdk'), buildSparse({ descriptor: childOf('base.img', '1') }));
  await expect(inspect({ path: folder.at('child.vmdk') }, unwatched)).rejects.toMatchObject({
    reason: 'chain.parent-format',
    facts: { name: 'child.vmdk', parent: folder.at('base.img'), format: 'VMDK' },
  });
});

function childOf(hint: string, contentId: string): string {
  const descriptor = descriptorOf([sparseLine(diskSize)], `parentFileNameHint="${hint}"`);
  return descriptor.replace('parentCID=ffffffff', `parentCID=${contentId}`);
}
