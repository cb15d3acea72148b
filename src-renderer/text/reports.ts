import { reportsText as german } from './de/reports.ts';
import { reportsText as english } from './en/reports.ts';
import { translated } from './translated.ts';

export const reportsText = translated(english, german);
