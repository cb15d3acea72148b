import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain } from '#main/core/operations/chain.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { create } from '#main/core/operations/create.ts';
import { write } from '#main/core/operations/write.ts';
import { MiB } from '#shared/model/bytes.ts';
import type { ChainLink } from '#shared/model/chain.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const namesOf = (links: readonly ChainLink[]) => links.map(({ path: file }) => path.basename(file));
const look = (name: string, parents?: readonly string[]) => chain({ path: folder.at(name), parents }, unwatched);

/** base, middle and top, each built on the one before. */
async function makeChain(extension: string): Promise<void> {
  await create({ target: folder.at(`base.${extension}`), virtualSize: 4 * MiB }, unwatched);
  for (const [parent, child] of [
    ['base', 'middle'],
    ['middle', 'top'],
  ]) {
    const target = folder.at(`${String(child)}.${extension}`);
    await createChild({ target, parent: folder.at(`${String(parent)}.${extension}`) }, unwatched);
  }
}

describe.each(['vdi', 'vhd', 'vmdk'])('a chain of three %s images', (extension) => {
  beforeEach(() => makeChain(extension));

  it('is told from the image down to its base, with the children of the image', async () => {
    const { links, missing: broken, children } = await look(`middle.${extension}`);
    expect(namesOf(links)).toEqual([`middle.${extension}`, `base.${extension}`]);
    expect(namesOf(children)).toEqual([`top.${extension}`]);
    expect(broken).toBeNull();
    expect(links[0]).toMatchObject({ format: extension, virtualSize: 4 * MiB });
    const { id, modification } = links[0]?.marks ?? {};
    expect(id ?? modification).toMatch(/^[0-9a-f-]{8,36}$/);
    expect(Math.abs((links[0]?.changedAt ?? 0) - Date.now())).toBeLessThan(3_600_000);
  });

  it('ends where a parent is gone, and says what was sought and where', async () => {
    await rm(folder.at(`base.${extension}`));
    const { links, missing: broken } = await look(`top.${extension}`);
    expect(namesOf(links)).toEqual([`top.${extension}`, `middle.${extension}`]);
    expect(broken).toMatchObject({ error: { reason: 'chain.parent-missing' }, folders: [folder.path] });
    expect([...(broken?.names ?? []), broken?.marks.id].join()).toMatch(/base|-/);
  });

  it('is followed into a folder that the person names', async () => {
    await mkdir(folder.at('elsewhere'));
    await rename(folder.at(`base.${extension}`), folder.at(`elsewhere/base.${extension}`));
    const { links, missing: broken } = await look(`top.${extension}`, [folder.at('elsewhere')]);
    expect(broken).toBeNull();
    expect(links.at(-1)?.path).toBe(folder.at(`elsewhere/base.${extension}`));
  });
});

describe('a chain', () => {
  it('ends at a parent that was written to since', async () => {
    await makeChain('vmdk');
    const pieces = Readable.from([Buffer.alloc(512, 1)]);
    await write({ path: folder.at('base.vmdk'), offset: 0, pieces }, unwatched);
    const { links, missing: broken } = await look('middle.vmdk');
    expect(namesOf(links)).toEqual(['middle.vmdk']);
    expect(broken).toMatchObject({ error: { reason: 'chain.parent-changed' }, names: ['base.vmdk'] });
  });

  it('of an image that stands alone is that image', async () => {
    await create({ target: folder.at('alone.vhd'), virtualSize: MiB }, unwatched);
    const { links, missing: broken, children } = await look('alone.vhd');
    expect([links.length, broken, children]).toEqual([1, null, []]);
  });

  it('does not give a copy of the parent the children of the original', async () => {
    await makeChain('vmdk');
    await copyFile(folder.at('base.vmdk'), folder.at('copy.vmdk'));
    expect((await look('copy.vmdk')).children).toEqual([]);
    expect(namesOf((await look('base.vmdk')).children)).toEqual(['middle.vmdk']);
  });

  it('that leads back to itself is followed once', async () => {
    await makeChain('vmdk');
    await copyFile(folder.at('top.vmdk'), folder.at('base.vmdk'));
    const { links, missing: broken } = await look('top.vmdk');
    expect(links.length).toBeGreaterThan(0);
    expect(broken?.error.reason).toMatch(/^chain\./);
  });

  it.skipIf(missing('qemu-img'))('made by qemu-img is told as well', async () => {
    await qemuImg('create', '-q', '-f', 'vmdk', folder.at('base.vmdk'), '64M');
    for (const [parent, child] of [
      ['base', 'middle'],
      ['middle', 'top'],
    ]) {
      const [below, target] = [folder.at(`${String(parent)}.vmdk`), folder.at(`${String(child)}.vmdk`)];
      await qemuImg('create', '-q', '-f', 'vmdk', '-b', below, '-F', 'vmdk', target);
    }
    const { links } = await look('top.vmdk');
    expect(namesOf(links)).toEqual(['top.vmdk', 'middle.vmdk', 'base.vmdk']);
  });
});
