import { settingsText as german } from './de/settings.ts';
import { settingsText as english } from './en/settings.ts';
import { translated } from './translated.ts';

export const settingsText = translated(english, german);
