import { describe, expect, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import { applyPatch, applyPatches } from '#test/support/apply-patches.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { checkImage, contentOf, patchesFor } from './checking.ts';
import { damages, type Damage } from './damage.ts';

const rowOf = (code: string) => findingRows[code as FindingCode];
const isBad = (code: string) => rowOf(code).severity !== 'note';
const mended = damages.filter(({ code, isMended }) => rowOf(code).fix && isMended !== false);
const lossless = mended.filter(({ code }) => rowOf(code).fix?.loss === 'none');
const lossy = mended.filter(({ code }) => rowOf(code).fix?.loss === 'possible');
const withoutLoss = Object.keys(vmdkFindings).filter((code) => rowOf(code).fix?.loss === 'none');

async function spoiled({ image, spoil }: Damage): Promise<MemoryImage> {
  const made = await image();
  await spoil(made);
  return made;
}

/** What the disk holds: as it reads while it is damaged, or, where it cannot be read, as it was before. */
async function expectedContent(damage: Damage): Promise<Uint8Array | undefined> {
  return (await sensibleContent(damage)) ?? contentOf(await damage.image());
}

async function sensibleContent(damage: Damage): Promise<Uint8Array | undefined> {
  return damage.readsNonsense ? undefined : contentOf(await spoiled(damage));
}

function expectSame(found: Uint8Array | undefined, expected: Uint8Array | undefined): void {
  if (!found || !expected) throw new Error('the image cannot be read');
  expect(firstDifference(found, expected, 0)).toBeUndefined();
}

describe('repairing a VMDK without loss', () => {
  it.each(lossless)('mends $name ($code)', async (damage) => {
    const image = await spoiled(damage);
    const expected = await expectedContent(damage);
    const patches = await patchesFor(image, [damage.code]);
    expect(new Set(patches.map(({ because }) => because))).toEqual(new Set([damage.code]));
    await applyPatches(image, patches);
    const { codes } = await checkImage(image);
    expect(codes.filter((code) => isBad(code) && !damage.also?.includes(code as FindingCode))).toEqual([]);
    expect(codes).not.toContain(damage.code);
    expectSame(await contentOf(image), expected);
  });

  it.each(lossless)('leaves $name no worse and still to be mended when it is interrupted', async (damage) => {
    const patches = await patchesFor(await spoiled(damage), [damage.code]);
    const expected = await expectedContent(damage);
    const before = await sensibleContent(damage);
    for (let count = 1; count < patches.length; count += 1) {
      const image = await spoiled(damage);
      for (const patch of patches.slice(0, count)) await applyPatch(image, patch);
      if (before) expectSame(await contentOf(image), before);
      for (let round = 0; round < 3; round += 1) {
        const { codes } = await checkImage(image);
        await applyPatches(
          image,
          await patchesFor(
            image,
            codes.filter((code) => withoutLoss.includes(code)),
          ),
        );
      }
      const { codes } = await checkImage(image);
      expect(codes.filter((code) => rowOf(code).severity !== 'note' && rowOf(code).severity !== 'waste')).toEqual([]);
      expectSame(await contentOf(image), expected);
    }
  });

  it.each(lossless)(
    'gives the same patches for $name whether they are applied at once or in the end',
    async (damage) => {
      const image = await spoiled(damage);
      const all = await patchesFor(await spoiled(damage), [damage.code]);
      await applyPatches(image, all);
      expect(await patchesFor(image, [damage.code])).toEqual([]);
    },
  );
});

describe('repairing a VMDK at a cost', () => {
  it.each(lossy)('mends $name ($code)', async (damage) => {
    const image = await spoiled(damage);
    const patches = await patchesFor(image, [damage.code]);
    expect(patches.length).toBeGreaterThan(0);
    await applyPatches(image, patches);
    // What else there is may need a repair of its own afterwards.
    for (let round = 0; round < 3; round += 1) {
      const { codes } = await checkImage(image);
      expect(codes).not.toContain(damage.code);
      await applyPatches(image, await patchesFor(image, codes));
    }
    const { codes } = await checkImage(image);
    expect(codes.filter((code) => isBad(code) && code !== 'vmdk.unused-grains')).toEqual([]);
    expect(await contentOf(image)).toBeDefined();
  });

  it('leaves alone what was not asked for', async () => {
    for (const damage of damages) expect(await patchesFor(await spoiled(damage), [])).toEqual([]);
  });

  it.each(damages.filter(({ isMended }) => isMended === false))('does not guess about $name', async (damage) => {
    expect(await patchesFor(await spoiled(damage), [damage.code])).toEqual([]);
  });

  it('does not call a file clean while damage is left in it', async () => {
    const damage = damages.find(({ code }) => code === 'vmdk.grain-outside');
    if (!damage) throw new Error('there is no such damage');
    const image = await spoiled(damage);
    await image.main.write(72, Uint8Array.of(1)); // not cleanly shut down
    expect(await patchesFor(image, ['vmdk.unclean'])).toEqual([]);
    expect(await patchesFor(image, ['vmdk.unclean', 'vmdk.grain-outside'])).toHaveLength(3);
  });
});

describe.skipIf(missing('qemu-img'))('qemu-img', () => {
  it.each(lossless)('takes the disk that had $name', async (damage) => {
    await using folder = await TempFolder.create();
    const image = await spoiled(damage);
    const expected = await expectedContent(damage);
    await applyPatches(image, await patchesFor(image, [damage.code]));
    for (const { name, bytes } of image.contents()) await writeFile(folder.at(name), bytes);
    if (damage.code !== 'vmdk.descriptor-order' && image.siblings.size === 0) {
      expect(await qemuImg('check', '-f', 'vmdk', folder.at('disk.vmdk'))).toContain('No errors');
    }
    await writeFile(folder.at('expected.img'), expected ?? new Uint8Array(0));
    const [disk, raw] = [folder.at('disk.vmdk'), folder.at('expected.img')];
    expect(await qemuImg('compare', '-f', 'vmdk', '-F', 'raw', disk, raw)).toContain('identical');
  });
});
