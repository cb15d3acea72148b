import type { Bytes } from '#shared/model/bytes.ts';
import * as english from '#shared/text/quantities.ts';
import { quantities as german } from './de/quantities.ts';
import { translated } from './translated.ts';

const words = translated(
  {
    countInWords: english.countInWords,
    sizeInWords: english.sizeInWords,
    rateInWords: english.rateInWords,
    durationInWords: english.durationInWords,
  },
  german,
);

/** A count, or the place of a byte, for people. */
export const countInWords = (count: number): string => words.countInWords(count);

/** A size for people, in powers of 1024. */
export const sizeInWords = (bytes: Bytes): string => words.sizeInWords(bytes);

/** A rate for people. */
export const rateInWords = (bytesPerSecond: number): string => words.rateInWords(bytesPerSecond);

/** A duration for people. */
export const durationInWords = (seconds: number): string => words.durationInWords(seconds);
