import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
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

  const wish = (more: object) => ({ target: 'a', ...more });
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
    ['an option of the person', wish({ profile: 'esxi', options: { level: 9 } }), GiB, 'accepted'],
  ])('is decided for %s', (_, input, size, reason) => {
    expect(reasonOf(() => chooseImage(input, size))).toBe(reason);
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
