import type { FormatInfo, OptionInfo, VariantInfo } from '#shared/model/format.ts';
import type { Profile, Way } from '#shared/model/profile.ts';
import { formats, otherVariants, profiles } from './de/catalogue.ts';
import { language } from './language.ts';

/** A format, its variants and its options in the language of the window; what has no words there stays as it came. */
export function formatInWords(format: FormatInfo): FormatInfo {
  const german = language.value === 'de' ? formats[format.id] : undefined;
  if (german === undefined) return format;
  const { properties } = format.options;
  const options = Object.entries(properties).map(([name, option]) => [name, withWords(option, german.options[name])]);
  return {
    ...format,
    title: german.title ?? format.title,
    variants: format.variants.map((variant) => withWords(variant, german.variants[variant.id])),
    options: { properties: Object.fromEntries(options) as Record<string, OptionInfo> },
  };
}

const englishVariants: Readonly<Record<string, string | undefined>> = {
  differencing: 'holds only changes',
  undo: 'undo image',
};

/** A variant that images have and that none is made with from the catalogue; a name that has no words stays as it came. */
export function otherVariantInWords(id: string): string {
  return (language.value === 'de' ? otherVariants : englishVariants)[id] ?? id;
}

/** A product in the language of the window; a sentence that is not known there stays as it came. */
export function profileInWords(profile: Profile): Profile {
  const german = language.value === 'de' ? profiles[profile.id] : undefined;
  if (german === undefined) return profile;
  const refusals = Object.entries(profile.refuses);
  return {
    ...profile,
    reason: german.reasons[keyOf(profile)] ?? profile.reason,
    others: profile.others.map((way) => ({ ...way, reason: german.reasons[keyOf(way)] ?? way.reason })),
    refuses: Object.fromEntries(refusals.map(([stored, because]) => [stored, german.refuses?.[stored] ?? because])),
  };
}

function withWords<T extends VariantInfo | OptionInfo>(known: T, words: Partial<T> | undefined): T {
  return { ...known, ...words };
}

/** How a way to write an image is found among the German reasons. */
function keyOf({ format, variant }: Pick<Way, 'format' | 'variant'>): string {
  return `${format}.${variant}`;
}
