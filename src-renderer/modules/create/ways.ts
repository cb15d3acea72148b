import type { Allocation } from '#shared/model/format.ts';
import type { Profile, Way } from '#shared/model/profile.ts';
import type { CreatableFormat, useCatalogueStore } from '../formats/catalogue.store.ts';

type Catalogue = Pick<ReturnType<typeof useCatalogueStore>, 'variantOf'>;

/** The ways of storing a disk, in the order in which they are offered. */
export const allocations = ['dynamic', 'fixed', 'split', 'stream'] as const satisfies readonly Allocation[];

/** All ways in which a product takes a disk, the best one first. */
export function waysForProduct(profile: Profile): readonly Way[] {
  return [profile, ...profile.others];
}

/** All ways in which a format can be written. */
export function waysOfFormat({ id, creatable }: CreatableFormat): readonly Way[] {
  return creatable.map((variant) => ({ format: id, variant: variant.id, options: {}, reason: variant.summary }));
}

/** Those of some ways that store the disk so. */
export function waysThat(allocation: Allocation, ways: readonly Way[], catalogue: Catalogue): readonly Way[] {
  return ways.filter((way) => catalogue.variantOf(way)?.allocation === allocation);
}
