import { expect, test } from 'vitest';
import { checkImage, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { setText } from './spoil.ts';

test('a content id that no line has the place for is told of, and the long one left alone', async () => {
  const image = await healthy.monolithicSparse();
  await setText(image, /^CID=[^\n]*\nparentCID=/m, 'otherCID=');
  await setText(image, /^ddb\.adapterType/m, `ddb.longContentID = "${'0123456789abcdef'.repeat(2)}"\nddb.adapterType`);
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.content-id-invalid');

  expect(await patchesFor(image, codes)).toEqual([]);
});
