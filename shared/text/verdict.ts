import type { CheckResult, RepairStep } from '../model/check.ts';

/** The one sentence with which a check begins. */
export function verdictInWords({ summary, blocks }: Pick<CheckResult, 'summary' | 'blocks'>): string {
  const { fatal, damage, waste, note } = summary;
  if (fatal > 0) return `The image cannot be read as it is: ${counted(fatal + damage, 'fault')} found.`;
  if (damage > 0) return `The image is damaged: ${counted(damage, 'fault')} found.`;
  const remarks = note > 0 ? `, with ${counted(note, 'thing')} worth knowing` : '';
  if (waste > 0) return `The image is sound, but holds space that nothing uses${remarks}.`;
  const { total, allocated } = blocks;
  return `The image is sound${remarks}.${total > 0 ? ` ${String(allocated)} of its ${counted(total, 'block')} are stored.` : ''}`;
}

/** One line of what a repair changes. */
export function repairInWords({ code, file, changes }: RepairStep): string {
  return `${file}: ${counted(changes, 'place')} for ${code}`;
}

function counted(count: number, thing: string): string {
  return `${String(count)} ${thing}${count === 1 ? '' : 's'}`;
}
