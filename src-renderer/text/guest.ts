import type { Distrust } from '#shared/model/guest.ts';
import * as english from '#shared/text/guest.ts';
import * as german from './de/guest.ts';
import { fillInGerman } from './de/fill.ts';
import { language } from './language.ts';

export { fileSystemInWords } from '#shared/text/guest.ts';

/** Why the space of a volume is not touched, in words. */
export function distrustInWords(distrust: Distrust): string {
  if (language.value === 'en') return english.distrustInWords(distrust);
  const sentences: Readonly<Record<string, string | undefined>> = german.distrustSentences;
  return fillInGerman(sentences[distrust.reason] ?? distrust.reason, distrust.facts);
}

/** The type of a partition in words; an unknown one shows as it is stored. */
export function partitionTypeInWords(type: string): string {
  const words = english.partitionTypeInWords(type);
  return (language.value === 'de' ? german.partitionTypes[words] : undefined) ?? words;
}
