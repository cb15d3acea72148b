/** Whatever moves a cursor, turns the direction of writing, or is no character at all. */
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The same, but for what parts lines and columns. */
const unprintableInText = new RegExp(`(?![\\n\\t])${unprintable.source}`, 'gu');

/** Text from an image or a path, made safe to show: what could disguise it appears as its code, such as `\u{202e}`. */
export function plain(text: string): string {
  return text.replaceAll(unprintable, asCode);
}

/** As many characters at a time: what replacing takes in memory is many times the text, when a hostile one is nothing but such characters. */
const pieceLength = 64 * 1024;

/** As `plain`, for text of many lines: line ends (LF, CR LF) and tabs stay what they are. */
export function plainText(text: string): string {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start + pieceLength);
    pieces.push(text.slice(start, end).replaceAll('\r\n', '\n').replaceAll(unprintableInText, asCode));
    start = end;
  }
  return pieces.join('');
}

/** Behind the character that ends there: neither halves of one are parted, nor the two of a line end. */
function endOfPiece(text: string, wanted: number): number {
  const last = text.charCodeAt(wanted - 1);
  const isHalf = last === 0x0d || (last >= 0xd800 && last < 0xdc00);
  return isHalf ? wanted + 1 : wanted;
}

function asCode(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
