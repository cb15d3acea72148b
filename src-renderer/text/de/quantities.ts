import type { Bytes } from '#shared/model/bytes.ts';
import * as english from '#shared/text/quantities.ts';

/** German writes a decimal comma. */
const withComma = (words: string): string => words.replace('.', ',');

const grouped = new Intl.NumberFormat('de');

export const quantities = {
  countInWords: (count: number): string => grouped.format(count),
  sizeInWords: (bytes: Bytes): string => withComma(english.sizeInWords(bytes)).replace('byte', 'Byte'),
  rateInWords: (bytesPerSecond: number): string =>
    withComma(english.rateInWords(bytesPerSecond)).replace('byte', 'Byte'),
  durationInWords: (seconds: number): string =>
    seconds < 1 ? 'weniger als eine Sekunde' : english.durationInWords(seconds).replace(' h', ' Std.'),
};
