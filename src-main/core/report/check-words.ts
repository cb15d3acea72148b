import type { CheckResult } from '#shared/model/check.ts';
import type { Severity } from '#shared/model/finding.ts';
import { groupFindings } from '#shared/report/finding-groups.ts';
import type { Tone } from './parts/verdict.ts';

/** What each severity is called, and what it means for a person. */
export const severityWords: Readonly<Record<Severity, { readonly title: string; readonly means: string }>> = {
  fatal: { title: 'Fatal', means: 'As long as this is so, the disk cannot be read.' },
  damage: { title: 'Damage', means: 'Some content is lost, in doubt, or in danger when the image is written to.' },
  waste: { title: 'Waste', means: 'Space that nothing uses. The content is whole.' },
  note: { title: 'Worth knowing', means: 'Nothing is wrong with the content.' },
};

/** How the state of an image looks. */
export function toneOf({ summary: { fatal, damage, waste } }: Pick<CheckResult, 'summary'>): Tone {
  if (fatal + damage > 0) return 'error';
  return waste > 0 ? 'warning' : 'success';
}

/** What a repair could do about what is found; undefined when nothing is. */
export function outlookInWords(result: CheckResult): string | undefined {
  const groups = groupFindings(result).flatMap((severity) => severity.groups);
  const all = groups.length;
  if (all === 0) return undefined;
  const harmless = groups.filter(({ first }) => first.fix?.loss === 'none').length;
  const costly = groups.filter(({ first }) => first.fix?.loss === 'possible').length;
  if (harmless === all) return 'A repair can mend all of it without losing anything.';
  if (costly === all) return 'A repair can mend all of it, but something may be lost by that.';
  if (harmless + costly === 0) return 'A repair can do nothing about this. What can be done stands with each finding.';
  const parts = [
    ...(harmless > 0 ? [`${String(harmless)} without losing anything`] : []),
    ...(costly > 0 ? [`${String(costly)} in a way that may lose something`] : []),
  ];
  return `Of ${String(all)} kinds of findings, a repair can mend ${parts.join(' and ')}.`;
}
