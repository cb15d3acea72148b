import type { CheckResult, RepairStep } from '#shared/model/check.ts';
import { severities, type Finding } from '#shared/model/finding.ts';
import { findingInWords } from '#shared/text/finding-words.ts';
import { repairInWords, verdictInWords } from '#shared/text/verdict.ts';
import type { OptionValues } from '../options.ts';
import { plain } from '#shared/text/plain.ts';
import { sizeInFull } from './human.ts';

/** What a terminal shows of one kind of finding before it says how many more there are. */
const mostOfAKind = 10;

/** A check for people: the verdict, what was found, and what was or can be done. */
export function describeCheck(result: CheckResult, options: Pick<OptionValues, 'preview' | 'undo'>): string {
  const lines = [`${verdictInWords(result)}\n`];
  for (const severity of severities) {
    const findings = result.findings.filter((finding) => finding.severity === severity);
    for (const group of groupByCode(findings)) lines.push(...describeGroup(group));
  }
  if (result.repaired.length > 0) lines.push(describeRepair(result, options));
  else if (isRepairable(result))
    lines.push('platter check --repair mends what loses nothing; --dry-run shows it first.\n');
  return lines.join('\n');
}

function isRepairable({ findings }: CheckResult): boolean {
  return findings.some(({ fix }) => fix?.loss === 'none');
}

function groupByCode(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.code) ?? [];
    group.push(finding);
    groups.set(finding.code, group);
  }
  return [...groups.values()];
}

function describeGroup(findings: readonly Finding[]): readonly string[] {
  const [first] = findings;
  if (!first) return [];
  const { means, does, advice } = findingInWords(first);
  const shown = findings.slice(0, mostOfAKind).map((finding) => `  ${plain(findingInWords(finding).says)}\n`);
  const rest = findings.length - shown.length;
  if (rest > 0) shown.push(`  … and ${String(rest)} more of this kind.\n`);
  const loss = first.fix?.loss === 'possible' ? ' (only with --repair=all: it may lose something)' : '';
  const remarks = [
    means,
    ...(does === undefined ? [] : [`Repair: ${does}${loss}`]),
    ...(advice === undefined ? [] : [advice]),
  ];
  return [
    `${first.severity.toUpperCase()}  ${first.code}\n${shown.join('')}${remarks.map((text) => `    ${plain(text)}\n`).join('')}`,
  ];
}

function describeRepair(
  { repaired, journal }: CheckResult,
  { preview, undo }: Pick<OptionValues, 'preview' | 'undo'>,
): string {
  const title = preview ? 'Would be changed:' : undo ? 'Put back:' : 'Changed:';
  const steps = repaired.map((step: RepairStep) => `  ${plain(repairInWords(step))} (${sizeInFull(step.bytes)})\n`);
  const kept = journal === null ? '' : `  What was there is kept in ${plain(journal)}; --undo puts it back.\n`;
  return `${title}\n${steps.join('')}${kept}`;
}
