import { locale } from './language.ts';
import { today } from './today.ts';

/** A moment of today for people: `11:42`; of another day with its date. Unix milliseconds; empty when there is none. */
export function timeInWords(moment: number | undefined): string {
  if (moment === undefined) return '';
  const date = new Date(moment);
  const time = date.toLocaleTimeString(locale.value, { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === today() ? time : `${date.toLocaleDateString(locale.value)}, ${time}`;
}
