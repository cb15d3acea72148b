import { link, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { compare } from '#main/core/operations/compare.ts';
import { convert } from '#main/core/operations/convert.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { free } from '#test/formats/vdi/build.ts';
import { buildDynamic } from '#test/formats/vhd/build.ts';
import { runCli } from '#test/support/run-cli.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { diskId, stateId, writeVdi } from './vdi-chain.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
  await mkdir(folder.at('elsewhere'));
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const base = { id: '01', map: [0, 1] };
const child = { id: '02', parentId: '01', map: [free, free] };
const look = (name: string, parents?: readonly string[]) => inspect({ path: folder.at(name), parents }, unwatched);

describe('a parent is found', () => {
  it('under any name in the folder of its child, among files that are nothing of the kind', async () => {
    await writeVdi(folder.at('z.VDI'), base);
    await writeVdi(folder.at('child.vdi'), child);
    await writeVdi(folder.at('another.vdi'), { id: '09', map: [0] });
    await writeFile(folder.at('broken.vdi'), 'no image');
    await writeFile(folder.at('empty.vdi'), '');
    expect((await look('child.vdi')).parent).toBe(folder.at('z.VDI'));
  });

  it('in another folder only when the person gives that folder', async () => {
    await writeVdi(folder.at('elsewhere/base.vdi'), base);
    await writeVdi(folder.at('child.vdi'), child);
    await expect(look('child.vdi')).rejects.toMatchObject({
      reason: 'chain.parent-missing',
      facts: { name: 'child.vdi', sought: `id ${diskId('01')}, state ${stateId('01')}`, folders: folder.path },
    });
    const { parent } = await look('child.vdi', [folder.at('.'), folder.at('elsewhere')]);
    expect(parent).toBe(folder.at('elsewhere/base.vdi'));
  });

  it('by the command line with --parents, for every verb that reads', async () => {
    await writeVdi(folder.at('elsewhere/base.vdi'), base);
    await writeVdi(folder.at('child.vdi'), child);
    for (const words of ['info child.vdi', 'map child.vdi', 'hash child.vdi', 'compare child.vdi child.vdi']) {
      const without = await runCli(words.split(' '), { folder: folder.path });
      const given = [...words.split(' '), '--parents', 'nothing-here', '--parents', 'elsewhere'];
      await mkdir(folder.at('nothing-here'), { recursive: true });
      expect([words, without.code, (await runCli(given, { folder: folder.path })).code]).toEqual([words, 1, 0]);
    }
    const words = ['convert', 'child.vdi', 'whole.vdi', '--parents', 'elsewhere'];
    expect((await runCli(words, { folder: folder.path })).code).toBe(0);
    const { identical } = await compare(
      { first: folder.at('elsewhere/base.vdi'), second: folder.at('whole.vdi') },
      unwatched,
    );
    expect(identical).toBe(true);
  });
});

describe('a parent is refused', () => {
  it('when it was written to after the child was made', async () => {
    await writeVdi(folder.at('base.vdi'), { ...base, header: { modificationUuid: stateId('77') } });
    await writeVdi(folder.at('child.vdi'), child);
    await expect(look('child.vdi')).rejects.toMatchObject({
      reason: 'chain.parent-changed',
      code: 'damaged',
      facts: { parent: folder.at('base.vdi'), found: `id ${diskId('01')}, state ${stateId('77')}` },
    });
  });

  it('unless the same parent lies unchanged in a folder that was given', async () => {
    await writeVdi(folder.at('base.vdi'), { ...base, header: { modificationUuid: stateId('77') } });
    await writeVdi(folder.at('elsewhere/base.vdi'), base);
    await writeVdi(folder.at('child.vdi'), child);
    const { parent } = await look('child.vdi', [folder.at('elsewhere')]);
    expect(parent).toBe(folder.at('elsewhere/base.vdi'));
  });

  it('when it is the child itself, or its grandchild, under whatever name', async () => {
    await writeVdi(folder.at('self.vdi'), { id: '05', parentId: '05', map: [free] });
    await expect(look('self.vdi')).rejects.toMatchObject({ reason: 'chain.loop', facts: { name: 'self.vdi' } });

    await writeVdi(folder.at('elsewhere/one.vdi'), { id: '06', parentId: '07', map: [free] });
    await writeVdi(folder.at('elsewhere/two.vdi'), { id: '07', parentId: '06', map: [free] });
    await link(folder.at('elsewhere/one.vdi'), folder.at('elsewhere/a name for one.vdi'));
    await expect(look('elsewhere/one.vdi')).rejects.toMatchObject({
      reason: 'chain.loop',
      facts: { name: 'two.vdi', parent: folder.at('elsewhere/a name for one.vdi') },
    });
  });

  it('when the chain is longer than 64 images', async () => {
    const ids = Array.from({ length: 66 }, (_, i) => String(i).padStart(2, '0'));
    for (const [i, id] of ids.entries()) {
      const parentId = ids[i - 1];
      await writeVdi(folder.at(`${id}.vdi`), { id, map: [free], ...(parentId === undefined ? {} : { parentId }) });
    }
    expect((await look('63.vdi')).facts['imagesInChain']).toBe(64);
    await expect(look('65.vdi')).rejects.toMatchObject({ reason: 'chain.too-deep', facts: { limit: 64 } });
  });

  it('when it is of another format than its child', async () => {
    await writeVdi(folder.at('child.vdi'), child);
    await writeFile(folder.at('base.vdi'), buildDynamic({ table: [4], footer: { uuid: diskId('01') } }));
    await expect(look('child.vdi')).rejects.toMatchObject({ reason: 'chain.parent-missing' });
    await writeVdi(folder.at('grandchild.vdi'), { id: '03', parentId: '02', map: [free] });
    await expect(look('grandchild.vdi')).rejects.toMatchObject({
      reason: 'chain.parent-missing',
      facts: { name: 'child.vdi' },
    });
  });

  it('when it is a link that leads out of the folder', async () => {
    await writeVdi(folder.at('elsewhere/base.vdi'), base);
    await symlink(folder.at('elsewhere/base.vdi'), folder.at('base.vdi'));
    await writeVdi(folder.at('child.vdi'), child);
    await expect(look('child.vdi')).rejects.toMatchObject({ reason: 'chain.parent-missing' });
  });

  it('when it is damaged in a block that the child needs', async () => {
    await writeVdi(folder.at('base.vdi'), base);
    await truncate(folder.at('base.vdi'), 1024 + 4096);
    await writeVdi(folder.at('child.vdi'), child);
    const target = folder.at('whole.vdi');
    await expect(convert({ source: folder.at('child.vdi'), target }, unwatched)).rejects.toMatchObject({
      reason: 'vdi.block-truncated',
      facts: { name: 'base.vdi' },
    });
  });

  it('as the target of a conversion of its child, though overwriting is allowed', async () => {
    await writeVdi(folder.at('base.vdi'), base);
    await writeVdi(folder.at('child.vdi'), child);
    const job = { source: folder.at('child.vdi'), target: folder.at('base.vdi'), overwrite: true };
    await expect(convert(job, unwatched)).rejects.toMatchObject({ reason: 'target.same-file' });
  });
});
