import type { Settings } from '../model/settings.ts';

/** The languages that Platter's window speaks, and the program around it. */
export type Language = Exclude<Settings['language'], 'system'>;

/** The language that was wished for, else that of the system (as in `de-AT`) where Platter speaks it, else English. */
export function languageOf(wish: Settings['language'], system: string): Language {
  if (wish !== 'system') return wish;
  return system.toLowerCase().startsWith('de') ? 'de' : 'en';
}
