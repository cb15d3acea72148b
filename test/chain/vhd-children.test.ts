import { mkdir, readFile, rename } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import type { EditableDisk } from '#main/core/disk/editable-disk.ts';
import { check } from '#main/core/operations/check.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { openEditableSource, openSource } from '#main/core/operations/open-source.ts';
import { corpusImages, unpack } from '#test/support/corpus.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const { signal } = unwatched;
const virtualSize = 8 * MiB + 512;

async function change(path: string, changes: (disk: EditableDisk) => Promise<void>): Promise<void> {
  await using image = await openEditableSource({ path }, signal);
  await changes(image.disk);
  await image.disk.flush();
}

async function contentOf(path: string, parents: readonly string[] = []): Promise<Uint8Array> {
  await using image = await openSource({ path, parents }, signal);
  const content = new Uint8Array(image.disk.virtualSize);
  await image.disk.read(0, content);
  return content;
}

describe('children of VHD images', () => {
  it.each(['dynamic', 'fixed'])(
    'are three deep on a %s one, and every level keeps its own content',
    async (variant) => {
      await using folder = await TempFolder.create();
      const [base, middle, top] = ['base.vhd', 'middle.vhd', 'top.vhd'].map((name) => folder.at(name)) as [
        string,
        string,
        string,
      ];
      await create({ target: base, virtualSize, variant }, unwatched);
      await change(base, (disk) => disk.write(100, new Uint8Array(3 * MiB).fill(1)));
      const ofBase = await contentOf(base);

      await createChild({ target: middle, parent: base }, unwatched);
      expect(firstDifference(await contentOf(middle), ofBase, 0)).toBeUndefined();
      await change(middle, async (disk) => {
        await disk.write(2 * MiB - 700, new Uint8Array(1400).fill(2));
        await disk.zero({ start: 1 * MiB, length: 5000 });
      });
      const ofMiddle = ofBase.slice();
      ofMiddle.fill(2, 2 * MiB - 700, 2 * MiB + 700);
      ofMiddle.fill(0, 1 * MiB, 1 * MiB + 5000);

      await createChild({ target: top, parent: middle }, unwatched);
      await change(top, async (disk) => {
        await disk.write(2 * MiB, new Uint8Array(300).fill(3));
        await disk.write(virtualSize - 1, Uint8Array.of(3));
      });
      const ofTop = ofMiddle.slice();
      ofTop.fill(3, 2 * MiB, 2 * MiB + 300);
      ofTop.fill(3, virtualSize - 1);

      expect(firstDifference(await contentOf(top), ofTop, 0)).toBeUndefined();
      expect(firstDifference(await contentOf(middle), ofMiddle, 0)).toBeUndefined();
      expect(firstDifference(await contentOf(base), ofBase, 0)).toBeUndefined();
      for (const path of [base, middle, top]) {
        const { findings } = await check({ path }, unwatched);
        // The size is none that Azure takes.
        expect(findings.filter(({ code }) => code !== 'vhd.not-for-azure')).toEqual([]);
      }
    },
  );

  it('find a parent in another folder when that is given, whatever its name has become', async () => {
    await using folder = await TempFolder.create();
    await mkdir(folder.at('old'));
    await create({ target: folder.at('old/base.vhd'), virtualSize }, unwatched);
    await change(folder.at('old/base.vhd'), (disk) => disk.write(0, Uint8Array.of(7)));
    await createChild({ target: folder.at('child.vhd'), parent: folder.at('old/base.vhd') }, unwatched);
    await rename(folder.at('old/base.vhd'), folder.at('old/renamed.vhd'));
    expect((await contentOf(folder.at('child.vhd'), [folder.at('old')]))[0]).toBe(7);
  });
});

describe.skipIf(missing('corpus', 'xz'))('a differencing VHD of Windows', () => {
  it('takes writes, and stays the child of its parent', async () => {
    await using folder = await TempFolder.create();
    const sample = corpusImages().find(({ file }) => file.endsWith('ntfs-differential.vhd.xz'));
    if (!sample) throw new Error('the corpus has no such image');
    const path = await unpack(sample, folder.path);
    const model = await contentOf(path);
    const before = await readFile(path);
    const changes = [0, 512, 70_001, 2 * MiB - 300, model.length - 4096];
    await change(path, async (disk) => {
      for (const at of changes) await disk.write(at, new Uint8Array(4096).fill(0xa7));
    });
    for (const at of changes) model.fill(0xa7, at, at + 4096);
    expect(firstDifference(await contentOf(path), model, 0)).toBeUndefined();
    const after = await readFile(path);
    // Both blocks were there: only bits and data have changed, and nothing that says who the image and its parent are.
    expect(after).toHaveLength(before.length);
    expect(Buffer.compare(after.subarray(0, 0x13000), before.subarray(0, 0x13000))).toBe(0);
    expect(Buffer.compare(after.subarray(-512), before.subarray(-512))).toBe(0);
  });
});
