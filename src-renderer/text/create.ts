import { createText as german } from './de/create.ts';
import { createText as english } from './en/create.ts';
import { translated } from './translated.ts';

export const createText = translated(english, german);
