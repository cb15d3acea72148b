/** Whatever moves a cursor, turns the direction of writing, or is no character at all. */
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text from an image or a path, made safe to show: what could disguise it appears as its code, such as `\u{202e}`. */
export function plain(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
