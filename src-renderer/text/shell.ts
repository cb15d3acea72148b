import { shellText as german } from './de/shell.ts';
import { shellText as english } from './en/shell.ts';
import { translated } from './translated.ts';

export const shellText = translated(english, german);
