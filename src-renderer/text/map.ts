import { mapText as german } from './de/map.ts';
import { mapText as english } from './en/map.ts';
import { translated } from './translated.ts';

export const mapText = translated(english, german);
