import type { CheckResult } from '../model/check.ts';
import { severities, type Finding, type Severity } from '../model/finding.ts';

/** All findings of one kind: at least one. */
export interface FindingGroup {
  readonly code: string;
  readonly first: Finding;
  readonly others: readonly Finding[];
}

/** All findings of one severity. */
export interface SeverityGroup {
  readonly severity: Severity;
  /** How many there are, those that are not listed included. */
  readonly total: number;
  readonly unlisted: number;
  readonly groups: readonly FindingGroup[];
}

/** Puts the worst first, and what is of one kind together; kinds stay in the order in which they were found. */
export function groupFindings({ findings, summary }: Pick<CheckResult, 'findings' | 'summary'>): SeverityGroup[] {
  return severities.flatMap((severity) => {
    const listed = findings.filter((finding) => finding.severity === severity);
    const total = Math.max(summary[severity], listed.length);
    return total === 0 ? [] : { severity, total, unlisted: total - listed.length, groups: byCode(listed) };
  });
}

function byCode(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, { first: Finding; others: Finding[] }>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    if (group) group.others.push(finding);
    else groups.set(finding.code, { first: finding, others: [] });
  }
  return [...groups].map(([code, group]) => ({ code, ...group }));
}
