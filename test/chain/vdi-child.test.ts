import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { createExclusively } from '#main/core/io/node-file.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { freshIdentity } from '#main/core/operations/identity.ts';
import { openEditableSource, openSource } from '#main/core/operations/open-source.ts';
import { buildVdi, free } from '#test/formats/vdi/build.ts';
import { filled, headerOf, mapOf } from '#test/formats/vdi/edit-support.ts';
import { MemoryImage, fixedIdentity, openImage } from '#test/support/make-image.ts';
import { firstDifference, patternAt } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { writeVdi } from './vdi-chain.ts';

const { signal } = unwatched;

/** Makes an empty child of an image in the same folder. */
async function derive(folder: TempFolder, parentName: string, name: string, options: object = {}): Promise<void> {
  const path = folder.at(parentName);
  await using source = await openSource({ path }, signal);
  await using main = await createExclusively(folder.at(name));
  const target = { main, name, sibling: () => Promise.reject(new Error('a VDI is one file')) };
  await vdi.createChild?.(target, {
    options: vdi.options().parse(options),
    identity: freshIdentity,
    parent: { path, relativePath: parentName, modifiedAt: new Date(), layer: source.disk.layer },
  });
}

async function write(file: string, start: number, bytes: Uint8Array): Promise<void> {
  await using image = await openEditableSource({ path: file }, signal);
  await image.disk.write(start, bytes);
  await image.disk.flush();
}

async function contentOf(file: string): Promise<Uint8Array> {
  await using image = await openSource({ path: file }, signal);
  const content = new Uint8Array(image.disk.virtualSize);
  await image.disk.read(0, content);
  return content;
}

test('a new child of a VDI names its parent and the state of it, and has ids of its own', async () => {
  await using folder = await TempFolder.create();
  const blockSize = 64 * KiB;
  const header = { blockSize, diskSize: 3 * blockSize - 512 };
  await writeVdi(folder.at('base.vdi'), { id: '01', map: [0, free, 1], header });
  await derive(folder, 'base.vdi', 'child.vdi', { comment: 'before the update' });

  const parent = headerOf(await readFile(folder.at('base.vdi')));
  const bytes = await readFile(folder.at('child.vdi'));
  const child = headerOf(bytes);
  expect(child).toMatchObject({
    headerSize: 400,
    imageType: imageTypes.differencing,
    comment: 'before the update',
    parentUuid: parent.uuid,
    parentModificationUuid: parent.modificationUuid,
    diskSize: 3 * blockSize - 512,
    blockSize,
    blocks: 3,
    blocksAllocated: 0,
  });
  expect(new Set([parent.uuid, parent.modificationUuid, child.uuid, child.modificationUuid, nilUuid]).size).toBe(5);
  expect(mapOf(bytes)).toEqual([free, free, free]);
  expect(bytes.length).toBe(child.dataStart);
});

test('children of children show what lies below, and keep what is written to them for themselves', async () => {
  await using folder = await TempFolder.create();
  const model = patternAt(0, 4 * MiB).fill(0, MiB, 2 * MiB);
  await writeVdi(folder.at('base.vdi'), { id: '01', map: [2, free, 0, 1] });
  const seen = new Map([['base.vdi', model.slice()]]);

  for (const [parent, child, value] of [
    ['base.vdi', 'middle.vdi', 0x22],
    ['middle.vdi', 'top.vdi', 0x33],
  ] as const) {
    await derive(folder, parent, child);
    expect(firstDifference(await contentOf(folder.at(child)), model, 0)).toBeUndefined();
    // Ends of blocks, odd places, and all of a block.
    for (const [start, length] of [
      [value * KiB, 700],
      [2 * MiB - 5, 10],
      [3 * MiB, MiB],
    ] as const) {
      await write(folder.at(child), start, filled(value, length));
      model.fill(value, start, start + length);
    }
    seen.set(child, model.slice());
  }

  for (const [name, content] of seen) {
    expect(firstDifference(await contentOf(folder.at(name)), content, 0), name).toBeUndefined();
  }
});

test('a parent that is written to is no longer what its child was made of', async () => {
  await using folder = await TempFolder.create();
  await writeVdi(folder.at('base.vdi'), { id: '01', map: [0, free] });
  await derive(folder, 'base.vdi', 'child.vdi');
  await write(folder.at('base.vdi'), 0, filled(1, 512));
  await expect(contentOf(folder.at('child.vdi'))).rejects.toMatchObject({ reason: 'chain.parent-changed' });
});

test('zeros in a child hide what its parent has there', async () => {
  await using folder = await TempFolder.create();
  await writeVdi(folder.at('base.vdi'), { id: '01', map: [0, 1, 2] });
  await derive(folder, 'base.vdi', 'child.vdi');
  {
    await using image = await openEditableSource({ path: folder.at('child.vdi') }, signal);
    await image.disk.zero({ start: MiB - 512, length: MiB + 1024 });
    await image.disk.flush();
  }
  const expected = patternAt(0, 3 * MiB).fill(0, MiB - 512, 2 * MiB + 512);
  expect(firstDifference(await contentOf(folder.at('child.vdi')), expected, 0)).toBeUndefined();
});

test('a VDI without an id gets no children, since they could not find it', async () => {
  await using folder = await TempFolder.create();
  for (const header of [{ uuid: nilUuid }, { modificationUuid: nilUuid }]) {
    await writeFile(folder.at('base.vdi'), buildVdi({ map: [0], header }));
    await expect(derive(folder, 'base.vdi', `of-${Object.keys(header).join('')}.vdi`)).rejects.toMatchObject({
      reason: 'vdi.parent-without-id',
      facts: { path: folder.at('base.vdi') },
    });
  }
});

test('a child of blocks so small that its map would not fit below 4 GiB has larger ones', async () => {
  const image = new MemoryImage(
    'parent.vdi',
    buildVdi({ map: [0], header: { blockSize: 4 * KiB, diskSize: 4 * KiB } }),
  );
  const layer = await openImage(vdi, image);
  let written = 0;
  let head = new Uint8Array(0);
  const main = {
    size: 0,
    read: () => Promise.reject(new Error('a new image is not read')),
    write: (at: number, bytes: Uint8Array) => {
      if (at === 0) head = bytes.slice();
      written += bytes.length;
      return Promise.resolve();
    },
    resize: () => Promise.resolve(),
    flush: () => Promise.resolve(),
  };
  const huge = { ...layer, virtualSize: 2 ** 42 + 512 };
  const target = { main, name: 'child.vdi', sibling: () => Promise.reject(new Error('a VDI is one file')) };
  await vdi.createChild?.(target, {
    options: vdi.options().parse({}),
    identity: fixedIdentity(),
    parent: { path: '/parent.vdi', relativePath: 'parent.vdi', modifiedAt: new Date(0), layer: huge },
  });
  expect(headerOf(head)).toMatchObject({ blockSize: 8 * KiB, diskSize: 2 ** 42 + 512, blocks: 2 ** 29 + 1 });
  expect(written).toBeGreaterThan(4 * 2 ** 29);
});
