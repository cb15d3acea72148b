import type { OptionValues } from '#shared/model/convert.ts';
import type { OptionInfo } from '#shared/model/format.ts';
import type { useCatalogueStore } from '../formats/catalogue.store.ts';
import type { Target } from './target.ts';

/** The option by which variants that compress take their level; the settings have a level for all of them. */
const levelOption = 'level';

export interface PresetSources {
  readonly catalogue: ReturnType<typeof useCatalogueStore>;
  /** From the settings, 1 to 9. */
  readonly compressionLevel: number;
}

/** What a product wants of its options. */
function wishesOf({ profile }: Target, { catalogue }: PresetSources): OptionValues {
  return catalogue.profiles.find(({ id }) => id === profile)?.options ?? {};
}

/** What the settings say of the options of a target, as far as it differs from what is usual and the product says nothing. */
export function presetsOf(target: Target, sources: PresetSources): OptionValues {
  const { catalogue, compressionLevel } = sources;
  const level = catalogue.optionsOf(target).find(([name]) => name === levelOption)?.[1];
  const isUsual = level === undefined || level.default === compressionLevel;
  return isUsual || levelOption in wishesOf(target, sources) ? {} : { [levelOption]: compressionLevel };
}

/** The options of a target, each with what it is as long as nobody touches it. */
export function optionsOf(
  target: Target,
  sources: PresetSources,
): readonly (readonly [name: string, option: OptionInfo])[] {
  const usual = { ...wishesOf(target, sources), ...presetsOf(target, sources) };
  return sources.catalogue.optionsOf(target).map(([name, option]) => {
    const value = usual[name];
    return [name, value === undefined ? option : { ...option, default: value }];
  });
}
