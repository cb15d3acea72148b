import { expect, test } from 'vitest';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import { checkImage, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { setHeader, setText } from './spoil.ts';

test('a second directory under the descriptor is given up, and not found in the same place by each repair anew', async () => {
  const image = await healthy.monolithicSparse();
  const { redundantDirectory, descriptorOffset } = sparseHeader.decode(image.main.bytes());
  await setHeader(image.main, { descriptorSize: (redundantDirectory ?? 0) + 1 - descriptorOffset });
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.second-directory-lost');

  await applyPatches(image, await patchesFor(image, codes));
  expect((await checkImage(image)).codes).not.toContain('vmdk.second-directory-lost');
  expect(await patchesFor(image, codes)).toEqual([]);
});

test('a content id behind which a stray end of line goes on is told of, and not given another one by each repair', async () => {
  const image = await healthy.monolithicSparse();
  await setText(image, /^CID=[^\n]*/m, 'CID=12\r34');
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.content-id-invalid');

  expect(await patchesFor(image, codes)).toEqual([]);
});

test('a content id that no line has the place for is told of, and the long one left alone', async () => {
  const image = await healthy.monolithicSparse();
  await setText(image, /^CID=[^\n]*\nparentCID=/m, 'otherCID=');
  await setText(image, /^ddb\.adapterType/m, `ddb.longContentID = "${'0123456789abcdef'.repeat(2)}"\nddb.adapterType`);
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.content-id-invalid');

  expect(await patchesFor(image, codes)).toEqual([]);
});
