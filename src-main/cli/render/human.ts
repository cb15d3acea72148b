import type { Bytes } from '#shared/model/bytes.ts';
import { sizeInWords } from '#shared/text/quantities.ts';

/** Anything that would move the cursor, change colours or turn the direction of writing. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from an image or a path, made safe for a terminal: control characters appear as their code. */
export function plain(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A size in words and in bytes: `1.5 GiB (1610612736 bytes)`. */
export function sizeInFull(bytes: Bytes): string {
  const words = sizeInWords(bytes);
  return bytes < 1024 ? words : `${words} (${String(bytes)} bytes)`;
}

/** Lines of `name  value`, the values under each other. */
export function factList(facts: readonly (readonly [name: string, value: string])[], indent = ''): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${indent}${name.padEnd(width)}  ${plain(value)}\n`).join('');
}

/** `blockSize` and `image_type` as a person reads them: `block size`, `image type`. */
export function labelOf(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}
