import { insideText as german } from './de/inside.ts';
import { insideText as english } from './en/inside.ts';
import { translated } from './translated.ts';

export const insideText = translated(english, german);
