import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FormatInfo, OptionInfo, VariantInfo } from '#shared/model/format.ts';
import { useBackend } from '../../backend/client.ts';

/** What an image can become: a format and one of its variants. */
export interface TargetChoice {
  readonly format: string;
  readonly variant: string;
}

export type CreatableFormat = FormatInfo & { readonly creatable: readonly VariantInfo[] };

/** What Platter reads and writes, in its own words: no format, variant or option is named anywhere else in the window. */
export const useCatalogueStore = defineStore('catalogue', () => {
  const backend = useBackend();
  const formats = shallowRef<readonly FormatInfo[]>([]);

  async function load(): Promise<void> {
    if (formats.value.length === 0) formats.value = await (await backend.api()).formats.list({});
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

  /** Format and variant in words, such as `VirtualBox VDI · Dynamic`. */
  function inWords(choice: TargetChoice): string {
    const format = formatOf(choice.format)?.title ?? choice.format;
    return `${format} · ${variantOf(choice)?.title ?? choice.variant}`;
  }

  /** The options that a variant takes, by name. */
  function optionsOf({ format, variant }: TargetChoice): readonly (readonly [name: string, option: OptionInfo])[] {
    const options = Object.entries(formatOf(format)?.options.properties ?? {});
    return options.filter(([, option]) => option.variants.includes(variant));
  }

  return { formats, creatable, load, formatOf, variantOf, inWords, optionsOf };
});
