import { describe, expect, test } from 'vitest';
import { sectorSize, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { isSame } from '#test/stress/support/folder-state.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { checkImage, contentOf, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { setHeader, setText } from './spoil.ts';

/** Something in the text that is mended at no loss. */
const misorder = (image: MemoryImage) => setText(image, /^(CID=\S+)\n(parentCID=\S+)/m, '$2\n$1');

describe('a descriptor to which a damaged header gives more room than it has', () => {
  test.each([
    ['monolithicSparse', 'monolithicSparse with one table', 84],
    ['monolithicSparse', 'monolithicSparse with one table', 148],
    ['streamOptimized', 'streamOptimized', 148],
    ['streamOptimized', 'streamOptimized', 276],
  ] as const)('is mended without a byte of what else lies there: %s, %s, %i sectors', async (_, name, sectors) => {
    const image = await healthy[name]();
    const content = await contentOf(image);
    const descriptorSize = Math.min(sectors, Math.floor(image.main.size / sectorSize) - 1);
    await setHeader(image.main, { descriptorSize });
    await misorder(image);
    expect(isSame(await contentOf(image), content)).toBe(true);
    const before = image.main.bytes();
    const { codes } = await checkImage(image);
    expect(codes).toContain('vmdk.descriptor-order');

    await applyPatches(image, await patchesFor(image, ['vmdk.descriptor-order']));
    expect((await checkImage(image)).codes).not.toContain('vmdk.descriptor-order');
    expect(isSame(await contentOf(image), content)).toBe(true);
    const own = 21 * sectorSize;
    expect(isSame(image.main.bytes().subarray(own), before.subarray(own))).toBe(true);
  });

  test('gets no longer text where anything but zeros stands behind it', async () => {
    const image = await healthy.monolithicSparse();
    await setText(image, /^createType=.*\n/m, '');
    const bytes = image.main.bytes();
    const end = bytes.indexOf(0, sectorSize);
    await image.main.write(end + 3, Uint8Array.of(1));
    const { codes } = await checkImage(image);
    expect(codes).toContain('vmdk.create-type-missing');
    expect(await patchesFor(image, codes)).toEqual([]);

    await image.main.write(end + 3, Uint8Array.of(0));
    expect(await patchesFor(image, codes)).toHaveLength(1);
  });
});

test('what lies where a damaged header has the descriptor does not become one', async () => {
  const image = await healthy.monolithicSparse();
  const { overhead } = sparseHeader.decode(image.main.bytes());
  await image.main.write((overhead + 1) * sectorSize, Buffer.from('EFI PART'));
  await setHeader(image.main, { descriptorOffset: overhead + 1 });
  const { codes } = await checkImage(image);
  expect(codes).toContain('vmdk.descriptor-damaged');

  expect(await patchesFor(image, ['vmdk.descriptor-damaged'])).toEqual([]);
});

test('a table that is appended leaves alone what is missing of a grain that the end of the file cuts off', async () => {
  const image = await healthy['monolithicSparse with one table']();
  const { directory, grainSize } = sparseHeader.decode(image.main.bytes());
  await image.main.resize(image.main.size - 5 * sectorSize);
  // The first directory has lost its table.
  await image.main.write(Number(directory) * sectorSize, Uint8Array.of(0xff, 0xff, 0xff, 0x0f));
  const { codes } = await checkImage(image);
  expect(codes).toEqual(expect.arrayContaining(['vmdk.grain-cut', 'vmdk.table-lost']));

  const end = Math.ceil(image.main.size / (grainSize * sectorSize)) * grainSize * sectorSize;
  await applyPatches(image, await patchesFor(image, ['vmdk.table-lost']));
  // It reads as it did, and as zeros where it is cut off.
  expect((await checkImage(image)).codes).not.toContain('vmdk.grain-in-metadata');
  expect(
    image.main
      .bytes()
      .subarray(end - 5 * sectorSize, end)
      .every((byte) => byte === 0),
  ).toBe(true);
});
