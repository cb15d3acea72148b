import type { Translation } from '#shared/text/translation.ts';
import { language } from './language.ts';

export type { Translation } from '#shared/text/translation.ts';

/**
 * Words in the language of the window. What a page reads of them follows the language by itself, as all reactive state does,
 * down to the last key; so a page may hold on to a part, such as `const text = convertText.table`.
 */
export function translated<T extends object>(english: T, german: Translation<T>): Translation<T> {
  const parts = new Map<PropertyKey, unknown>();
  const words = (): object => (language.value === 'de' ? german : english);
  return new Proxy(english as Translation<T>, {
    get(_, key) {
      const value: unknown = Reflect.get(words(), key);
      if (typeof value !== 'object' || value === null) return value;
      if (!parts.has(key))
        parts.set(key, translated(Reflect.get(english, key) as object, Reflect.get(german, key) as never));
      return parts.get(key);
    },
  });
}
