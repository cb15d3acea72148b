import { language } from './language.ts';

/** A title as it stands amid a sentence: English begins it small there, German writes its nouns as they are. */
export function amidSentence(title: string): string {
  return language.value === 'en' ? title.toLowerCase() : title;
}
