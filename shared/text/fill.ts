import type { Facts } from '../model/facts.ts';
import type { Bytes } from '../model/bytes.ts';
import { sizeInWords } from './quantities.ts';

/**
 * Puts facts into a sentence: `{name}` takes the fact as it is, `{size:bytes}` as a size in words.
 * `inWords` says sizes in the language of the sentence. A fact that is missing shows its own name, so that a wrong sentence is seen rather than blank.
 */
export function fill(template: string, facts: Facts, inWords: (bytes: Bytes) => string = sizeInWords): string {
  return template.replaceAll(/\{(\w+)(:bytes)?\}/g, (_, name: string, asBytes: string | undefined) => {
    const value = facts[name];
    if (value === undefined) return `{${name}}`;
    return asBytes && typeof value === 'number' ? inWords(value) : String(value);
  });
}
