import { stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { GiB, KiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { Way } from '#shared/model/profile.ts';
import { catalogue } from '#main/core/operations/catalogue.ts';
import { chooseImage } from '#main/core/operations/choose-image.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { profiles } from '#main/core/operations/profiles.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

function reasonOf(choose: () => unknown): string {
  try {
    choose();
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof DiskError) return thrown.reason;
    throw thrown;
  }
}

describe('an image for a product', () => {
  it.each(profiles)('$id gets the format and variant that its reason explains', async (profile) => {
    await using folder = await TempFolder.create();
    const target = folder.at('disk');
    await create({ target, virtualSize: 24 * MiB, profile: profile.id }, unwatched);
    const input = profile.format === 'raw' ? { path: target, sourceFormat: 'raw' } : { path: target };
    const { format, variant, virtualSize } = await inspect(input, unwatched);
    expect({ format, variant, virtualSize }).toEqual({
      format: profile.format,
      variant: profile.variant,
      virtualSize: 24 * MiB,
    });
  });

  it('gets a size that the product accepts: whole MiB for Azure, the rest zeros', async () => {
    await using folder = await TempFolder.create();
    const source = folder.at('source.img');
    await writeFile(source, Buffer.alloc(21 * MiB + 512, 7));
    const target = folder.at('disk.vhd');
    const result = await convert({ source, sourceFormat: 'raw', target, profile: 'azure' }, unwatched);
    expect(result).toMatchObject({ variant: 'fixed', virtualSize: 22 * MiB, verified: true });
  });

  it('gets whole sectors for QEMU, although a raw copy for no product keeps the size to the byte', async () => {
    await using folder = await TempFolder.create();
    const source = folder.at('source.img');
    await writeFile(source, Buffer.alloc(MiB + 1, 7));
    for (const [target, profile, size] of [
      ['product.img', 'qemu', MiB + 512],
      ['copy.img', undefined, MiB + 1],
    ] as const) {
      const input = { source, sourceFormat: 'raw', target: folder.at(target), format: 'raw', profile };
      expect(await convert(input, unwatched)).toMatchObject({ virtualSize: size, verified: true });
      expect((await stat(folder.at(target))).size).toBe(size);
    }
  });

  const wish = (more: object) => ({ target: 'a', ...more });
  const split = { profile: 'vmware-workstation', variant: 'twoGbMaxExtentSparse' };
  it.each([
    ['an unknown product', wish({ profile: 'parallels' }), GiB, 'profile.unknown'],
    ['another format at the same time', wish({ profile: 'azure', format: 'vdi' }), GiB, 'profile.contradicted'],
    ['another variant at the same time', wish({ profile: 'azure', variant: 'dynamic' }), GiB, 'profile.contradicted'],
    ['the same format at the same time', wish({ profile: 'azure', format: 'VHD' }), GiB, 'accepted'],
    ['a disk too small for the product', wish({ profile: 'azure' }), MiB, 'profile.too-small'],
    ['a disk too large for the product', wish({ profile: 'hyperv' }), 2041 * GiB, 'profile.too-large'],
    ['another way that the product takes', wish({ profile: 'virtualbox', variant: 'Static' }), GiB, 'accepted'],
    [
      'another way in another format',
      wish({ profile: 'virtualbox', variant: 'twoGbMaxExtentSparse' }),
      GiB,
      'accepted',
    ],
    ['another format without a way', wish({ profile: 'virtualbox', format: 'vmdk' }), GiB, 'profile.contradicted'],
    [
      'a way in a format that does not have it',
      wish({ profile: 'virtualbox', format: 'vhd', variant: 'static' }),
      GiB,
      'profile.contradicted',
    ],
    [
      'a disk too large for the product in another way',
      wish({ profile: 'hyperv', variant: 'fixed' }),
      2041 * GiB,
      'profile.too-large',
    ],
    [
      'an option that makes the size one that the product does not take',
      wish({ profile: 'azure', options: { sizing: 'chs' } }),
      30 * MiB,
      'profile.contradicted',
    ],
    [
      'an option that the product does not take',
      wish({ profile: 'virtualbox', variant: 'twoGbMaxExtentSparse', options: { zeroedGrains: 'on' } }),
      GiB,
      'profile.contradicted',
    ],
    [
      'an option that is stated as it is anyway',
      wish({ profile: 'virtualbox', variant: 'twoGbMaxExtentSparse', options: { zeroedGrains: 'off' } }),
      GiB,
      'accepted',
    ],
    ...['monolithicSparse', 'twoGbMaxExtentSparse'].flatMap((variant) =>
      [4 * KiB, '4096', '4k', '4KiB'].map((grainSize): [string, ReturnType<typeof wish>, number, string] => [
        `an option that the product does not take, typed as ${JSON.stringify(grainSize)} for ${variant}`,
        wish({ profile: 'vmware-workstation', variant, options: { grainSize } }),
        GiB,
        'profile.contradicted',
      ]),
    ),
    ['the next value of that option', wish({ ...split, options: { grainSize: '8KiB' } }), GiB, 'accepted'],
    ['an option of the person', wish({ profile: 'esxi', options: { level: 9 } }), GiB, 'accepted'],
  ])('is decided for %s', (_, input, size, reason) => {
    expect(reasonOf(() => chooseImage(input, size))).toBe(reason);
  });
});

describe('the limits of a product', () => {
  const azure = { profile: 'azure' };
  const hyperv = { profile: 'hyperv' };
  const fixed = { ...hyperv, variant: 'fixed' };
  const virtualbox = { profile: 'virtualbox' };
  const workstation = (variant: string) => ({ profile: 'vmware-workstation', variant });
  const tooLarge = 'profile.too-large';

  it.each([
    ['azure', azure, 20 * MiB, 20 * MiB],
    ['azure, rounded up to it', azure, 20 * MiB - 512, 20 * MiB],
    ['azure, a MiB less', azure, 19 * MiB, 'profile.too-small'],
    ['azure', azure, 32 * TiB, 32 * TiB],
    ['azure', azure, 32 * TiB + 512, tooLarge],
    ['hyperv', hyperv, 2040 * GiB, 2040 * GiB],
    ['hyperv', hyperv, 2040 * GiB + 512, tooLarge],
    ['hyperv, full size', fixed, 2040 * GiB, 2040 * GiB],
    ['hyperv, full size', fixed, 2040 * GiB + 512, tooLarge],
    ['virtualbox, in files of 2 GB', { ...virtualbox, variant: 'twoGbMaxExtentSparse' }, 2 * TiB, 2 * TiB],
    ['virtualbox, in files of 2 GB', { ...virtualbox, variant: 'twoGbMaxExtentSparse' }, 2 * TiB + 512, tooLarge],
    ['virtualbox, in a VDI', virtualbox, 3 * TiB, 3 * TiB],
    ['workstation, growing', workstation('monolithicSparse'), 2040 * GiB, 2040 * GiB],
    ['workstation, growing, by its format', workstation('monolithicSparse'), 2040 * GiB + 512, 'disk.too-large'],
    ['workstation, growing', workstation('monolithicSparse'), 2 * TiB, tooLarge],
    ['workstation, growing in files', workstation('twoGbMaxExtentSparse'), 2 * TiB - 512, 2 * TiB - 512],
    ['workstation, growing in files', workstation('twoGbMaxExtentSparse'), 2 * TiB, tooLarge],
    ['workstation, full size', workstation('monolithicFlat'), 8 * TiB, 8 * TiB],
    ['workstation, full size', workstation('monolithicFlat'), 8 * TiB + 512, tooLarge],
    ['workstation, full size in files', workstation('twoGbMaxExtentFlat'), 8 * TiB, 8 * TiB],
    ['workstation, full size in files', workstation('twoGbMaxExtentFlat'), 8 * TiB + 512, tooLarge],
  ])('are kept to the sector: %s, %#', (_, wish, size, outcome) => {
    const choose = () => chooseImage({ target: 'a', ...wish }, size);
    if (typeof outcome === 'number') expect(choose().virtualSize).toBe(outcome);
    else expect(reasonOf(choose)).toBe(outcome);
  });

  it('are told to the byte, since two sizes a sector apart are the same in words', () => {
    const choose = () => chooseImage({ target: 'a', ...workstation('twoGbMaxExtentSparse') }, 2 * TiB);
    expect(choose).toThrow(/\(2199023255552 bytes\).*\(2199023255040 bytes\)/);
  });
});

describe('the ways in which a product takes a disk', () => {
  const allocations = ['dynamic', 'fixed', 'split', 'stream'] as const;
  const allocationOf = (way: Way) =>
    catalogue()
      .find(({ id }) => id === way.format)
      ?.variants.find(({ id }) => id === way.variant)?.allocation;

  it.each(profiles)('are either written or refused with a sentence: $id', (profile) => {
    const taken = [profile, ...profile.others].map(allocationOf);
    for (const allocation of allocations)
      expect([allocation, taken.includes(allocation)]).toEqual([allocation, !(allocation in profile.refuses)]);
    for (const sentence of Object.values(profile.refuses)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });

  const others = profiles.flatMap((profile) => profile.others.map((way) => ({ product: profile.id, ...way })));
  it.each(others)('can be created: $product as $format $variant', async ({ product, format, variant, options }) => {
    await using folder = await TempFolder.create();
    const target = folder.at('disk');
    const wish = { target, virtualSize: 24 * MiB, profile: product, format, variant };
    expect(chooseImage(wish, 24 * MiB).choice.options).toMatchObject(options);
    await create(wish, unwatched);
    const made = await inspect({ path: target, sourceFormat: format }, unwatched);
    expect([made.format, made.variant, made.virtualSize]).toEqual([format, variant, 24 * MiB]);
  });
});
