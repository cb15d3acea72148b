import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { patternAt } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuVariants, type QemuVariant } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { check, codesOf, contentOf, repair, spoiled } from './check-image.ts';
import { child, damages, own } from './damage.ts';

describe.skipIf(missing('qemu-img'))('QEMU and repaired VHDs', () => {
  const folder = TempFolder.create();
  afterAll(async () => (await folder)[Symbol.asyncDispose]());

  const fromQemu = async (variant: QemuVariant): Promise<MemoryImage> => {
    const source = (await folder).at('source.img');
    const target = (await folder).at('theirs.vhd');
    await writeFile(source, patternAt(0, 3 * MiB));
    await makeWithQemu(variant, source, target);
    return new MemoryImage('disk.vhd', await readFile(target));
  };
  const theirs = qemuVariants.filter(({ format }) => format === 'vpc');
  const theirDynamic = theirs.filter(({ title }) => title === 'VHD dynamic');

  it.each(theirs)('has nothing to say against $title of QEMU', async (variant) => {
    const { findings } = await check(await fromQemu(variant));
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const allowed = variant.title.includes('dynamic') ? ['vhd.unaligned'] : ['vhd.not-for-azure'];
    expect(allowed).toEqual(expect.arrayContaining([...codesOf(findings)]));
  });

  const anyImage = damages.filter(({ loss, image, code }) => loss === 'none' && image === own && isOfFooters(code));
  it.each(theirDynamic.flatMap((variant) => anyImage.map((damage) => ({ ...damage, variant, title: variant.title }))))(
    'reads $title of its own that was repaired of $name',
    async ({ variant, spoil, code }) => {
      const healthy = await fromQemu(variant);
      const image = new MemoryImage('disk.vhd', spoil(healthy.main.bytes()));
      expect(codesOf((await check(image)).findings)).toContain(code);
      await repair(image);
      const repaired = (await folder).at('repaired.vhd');
      await writeFile(repaired, image.main.bytes());
      const theirs = { path: (await folder).at('theirs.vhd'), format: 'vpc' };
      expect(await compareWithQemu({ path: repaired, format: 'vpc' }, theirs)).toBe('identical');
      expect(codesOf((await check(image)).findings)).toEqual(['vhd.unaligned']);
    },
  );

  it.each(damages.filter(({ loss, image }) => loss === 'none' && image !== child))(
    'QEMU reads what is left of $name',
    async (damage) => {
      const image = await spoiled(damage);
      await repair(image);
      const content = (await folder).at('content.img');
      const repaired = (await folder).at('repaired.vhd');
      await writeFile(content, await contentOf(image, 'strict'));
      await writeFile(repaired, image.main.bytes());
      const found = await compareWithQemu({ path: repaired, format: 'vpc' }, { path: content, format: 'raw' });
      expect(found).toBe('identical');
    },
  );
});

function isOfFooters(code: string): boolean {
  return /footer|copy|uuid/.test(code);
}
