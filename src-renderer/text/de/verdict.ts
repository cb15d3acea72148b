import type { CheckResult } from '#shared/model/check.ts';

const counted = (count: number, one: string, many: string): string => `${String(count)} ${count === 1 ? one : many}`;
const faults = (count: number): string => `${counted(count, 'Fehler', 'Fehler')} gefunden.`;

/** The one sentence with which a check begins. */
export function verdictInGerman({ summary, blocks }: Pick<CheckResult, 'summary' | 'blocks'>): string {
  const { fatal, damage, waste, note } = summary;
  if (fatal > 0) return `So ist das Abbild nicht lesbar: ${faults(fatal + damage)}`;
  if (damage > 0) return `Das Abbild ist beschädigt: ${faults(damage)}`;
  const remarks = note > 0 ? `, mit ${counted(note, 'Hinweis', 'Hinweisen')}` : '';
  if (waste > 0) return `Das Abbild ist in Ordnung, enthält aber ungenutzten Platz${remarks}.`;
  const { total, allocated } = blocks;
  const stored = total > 0 ? ` ${String(allocated)} von ${counted(total, 'Block', 'Blöcken')} sind gespeichert.` : '';
  return `Das Abbild ist in Ordnung${remarks}.${stored}`;
}
