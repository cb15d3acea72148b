import * as english from '#shared/text/phases.ts';
import { phases as german } from './de/phases.ts';
import { language } from './language.ts';

/** A phase of a job in words; a phase of a newer version shows its own key. */
export function phaseInWords(phase: string): string {
  return (language.value === 'de' ? german[phase] : undefined) ?? english.phaseInWords(phase);
}
