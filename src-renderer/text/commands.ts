import { commandsText as german } from './de/commands.ts';
import { commandsText as english } from './en/commands.ts';
import { translated } from './translated.ts';

export const commandsText = translated(english, german);
