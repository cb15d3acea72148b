import { expect, test } from 'vitest';
import { applyPatches } from '#test/support/apply-patches.ts';
import { checkImage, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { setHeader } from './spoil.ts';

test('a grain that two tables on each other put in one place is told of, and not copied by each repair anew', async () => {
  const image = await healthy.monolithicSparse();
  // Each table seems to be twice as long as it is, so that it reaches into the next one.
  await setHeader(image.main, { tableLength: 1024 });
  const { codes } = await checkImage(image);
  expect(codes).toEqual(expect.arrayContaining(['vmdk.table-shared', 'vmdk.grain-used-twice']));

  await applyPatches(image, await patchesFor(image, codes));
  expect(await patchesFor(image, codes)).toEqual([]);
});
