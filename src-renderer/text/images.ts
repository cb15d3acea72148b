import { imagesText as german } from './de/images.ts';
import { imagesText as english } from './en/images.ts';
import { translated } from './translated.ts';

export const imagesText = translated(english, german);
