import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FormatInfo, OptionInfo, VariantInfo } from '#shared/model/format.ts';
import type { Profile } from '#shared/model/profile.ts';
import { askUntilAnswered } from '../../backend/ask.ts';
import { useBackend } from '../../backend/client.ts';
import { formatInWords, otherVariantInWords, profileInWords } from '../../text/catalogue.ts';

/** What an image can become: a format and one of its variants. */
export interface TargetChoice {
  readonly format: string;
  readonly variant: string;
}

interface Catalogue {
  readonly formats: readonly FormatInfo[];
  readonly profiles: readonly Profile[];
}

export type CreatableFormat = FormatInfo & { readonly creatable: readonly VariantInfo[] };

/** What Platter reads and writes, in its own words: no format, variant or option is named anywhere else in the window. */
export const useCatalogueStore = defineStore('catalogue', () => {
  const backend = useBackend();
  /** As they came. Their words are given to them below, so that they follow the language of the window. */
  const known = shallowRef<Catalogue>({ formats: [], profiles: [] });
  const formats = computed(() => known.value.formats.map(formatInWords));
  /** The products that images can be made for. */
  const profiles = computed(() => known.value.profiles.map(profileInWords));

  async function load(): Promise<void> {
    if (known.value.formats.length > 0) return;
    const [all, products] = await askUntilAnswered(backend, (api) =>
      Promise.all([api.formats.list({}), api.formats.profiles({})]),
    );
    known.value = { formats: all, profiles: products };
  }

  /** Formats that can be written, each with the variants that can. */
  const creatable = computed<readonly CreatableFormat[]>(() =>
    formats.value
      .map((format) => ({ ...format, creatable: format.variants.filter(({ canCreate }) => canCreate) }))
      .filter((format) => format.creatable.length > 0),
  );

  function formatOf(id: string): FormatInfo | undefined {
    return formats.value.find((format) => format.id === id);
  }

  function variantOf({ format, variant }: TargetChoice): VariantInfo | undefined {
    return formatOf(format)?.variants.find(({ id }) => id === variant);
  }

  /** A variant in words, such as `grows as needed`. */
  function variantInWords(choice: TargetChoice): string {
    return variantOf(choice)?.title ?? otherVariantInWords(choice.variant);
  }

  /** Format and variant in words, such as `VirtualBox VDI · Dynamic`. */
  function inWords(choice: TargetChoice): string {
    const format = formatOf(choice.format)?.title ?? choice.format;
    return `${format} · ${variantInWords(choice)}`;
  }

  /** The options that a variant takes, by name. */
  function optionsOf({ format, variant }: TargetChoice): readonly (readonly [name: string, option: OptionInfo])[] {
    const options = Object.entries(formatOf(format)?.options.properties ?? {});
    return options.filter(([, option]) => option.variants.includes(variant));
  }

  return { formats, profiles, creatable, load, formatOf, variantOf, variantInWords, inWords, optionsOf };
});
