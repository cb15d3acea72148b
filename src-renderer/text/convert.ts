import { convertText as german } from './de/convert.ts';
import { convertText as english } from './en/convert.ts';
import { translated } from './translated.ts';

export const convertText = translated(english, german);
