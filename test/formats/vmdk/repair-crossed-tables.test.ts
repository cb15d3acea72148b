import { expect, test } from 'vitest';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { isSame } from '#test/stress/support/folder-state.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { checkImage, contentOf, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { setTables, tableOf } from './spoil.ts';

test('a table of the second directory on one of the first gets a place of its own, once', async () => {
  const image = await healthy.monolithicSparse();
  const content = await contentOf(image);
  await setTables(image.main, { 1: await tableOf(image.main, 0) }, 'second');
  expect((await checkImage(image)).codes).toContain('vmdk.second-table-lost');

  expect(await mendAll(image)).toEqual(['vmdk.second-table-lost']);
  expect(await checkImage(image)).toMatchObject({ codes: [] });
  expect(isSame(await contentOf(image), content)).toBe(true);
});

test('a table of the first directory that left for the usual place of one of the second comes back from its copy', async () => {
  const image = await healthy.monolithicSparse();
  const content = await contentOf(image);
  const { directory, redundantDirectory } = sparseHeader.decode(image.main.bytes());
  const distance = (redundantDirectory ?? 0) - (directory ?? 0);
  await setTables(image.main, { 0: (await tableOf(image.main, 1)) + distance }, 'first');
  expect((await checkImage(image)).codes).toContain('vmdk.table-shared');

  expect(await mendAll(image)).toEqual(['vmdk.table-shared']);
  expect(await checkImage(image)).toMatchObject({ codes: [] });
  expect(isSame(await contentOf(image), content)).toBe(true);
});

test('entries of tables on each other that nothing tells apart stay as they are', async () => {
  const image = await healthy.monolithicSparse();
  await setTables(image.main, { 1: await tableOf(image.main, 0) }, 'second');
  await setTables(image.main, { 1: 0x0fff_ffff }, 'first');
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.grain-used-twice');

  expect(await patchesFor(image, codes)).toEqual([]);
});

/** Repairs as long as there is something to mend, and tells what that was. */
async function mendAll(image: MemoryImage): Promise<readonly string[]> {
  const mended = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const patches = await patchesFor(image, (await checkImage(image)).codes);
    if (patches.length === 0) return [...mended];
    await applyPatches(image, patches);
    for (const { because } of patches) mended.add(because);
  }
  throw new Error(`each repair finds more to mend: ${[...mended].join(', ')}`);
}
