import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import { free, zero } from '#test/formats/vdi/build.ts';
import { firstDifference, patternAt } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { diskId, writeVdi } from './vdi-chain.ts';

/** Three links, each longer than the one below: what each block of the top one shows. */
async function makeChain(folder: TempFolder): Promise<Uint8Array> {
  await writeVdi(folder.at('base.vdi'), { id: '01', map: [0, 1, 2, free] });
  await writeVdi(folder.at('middle.vdi'), { id: '02', parentId: '01', fill: 0x22, map: [free, free, 0, 1, 2] });
  await writeVdi(folder.at('top.vdi'), {
    id: '03',
    parentId: '02',
    fill: 0x33,
    map: [free, 0, free, zero, free, free],
  });
  const shown = new Uint8Array(6 * MiB);
  shown.set(patternAt(0, MiB));
  shown.fill(0x33, MiB, 2 * MiB);
  shown.fill(0x22, 2 * MiB, 3 * MiB);
  shown.fill(0x22, 4 * MiB, 5 * MiB);
  return shown;
}

test('a chain of VDI images shows free blocks of the parents, and no block that is declared zero', async () => {
  await using folder = await TempFolder.create();
  const shown = await makeChain(folder);
  const { value } = await hash({ path: folder.at('top.vdi') }, unwatched);
  expect(value).toBe(createHash('sha256').update(shown).digest('hex'));
});

test('any range of a chain can be read, across links and their ends', async () => {
  await using folder = await TempFolder.create();
  const shown = await makeChain(folder);
  await using image = await openSource({ path: folder.at('top.vdi') }, unwatched.signal);
  for (let start = 0; start < shown.length; start += 333_333) {
    const content = new Uint8Array(Math.min(1_500_001, shown.length - start)).fill(0xff);
    await image.disk.read(start, content);
    expect(firstDifference(content, shown.subarray(start, start + content.length), start)).toBeUndefined();
  }
});

test('the extents of a chain tell the file of each run, counted on through the parents', async () => {
  await using folder = await TempFolder.create();
  await makeChain(folder);
  await using image = await openSource({ path: folder.at('top.vdi') }, unwatched.signal);
  const found: string[] = [];
  for await (const batch of image.disk.extents()) {
    for (const { kind, start, length, stored } of batch) {
      found.push(`${start / MiB}+${length / MiB} ${kind} ${stored ? `in ${stored.file}` : ''}`.trim());
    }
  }
  expect(found).toEqual(['0+1 data in 2', '1+1 data in 0', '2+1 data in 1', '3+1 zero', '4+1 data in 1', '5+1 hole']);
});

test('info tells the parent and the length of the chain, and lists the files of the image alone', async () => {
  await using folder = await TempFolder.create();
  await makeChain(folder);
  const { variant, parent, uuid, files, facts } = await inspect({ path: folder.at('top.vdi') }, unwatched);
  expect({ variant, parent, uuid, files: files.map((file) => file.path), length: facts['imagesInChain'] }).toEqual({
    variant: 'differencing',
    parent: folder.at('middle.vdi'),
    uuid: diskId('03'),
    files: [folder.at('top.vdi')],
    length: 3,
  });
});

test('all files of a chain are closed with the image', async () => {
  await using folder = await TempFolder.create();
  await makeChain(folder);
  await inspect({ path: folder.at('top.vdi') }, unwatched);
  expect(await folder.openFiles()).toEqual([]);
});
