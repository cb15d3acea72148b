import { filesText as german } from './de/files.ts';
import { filesText as english } from './en/files.ts';
import { translated } from './translated.ts';

export const filesText = translated(english, german);
