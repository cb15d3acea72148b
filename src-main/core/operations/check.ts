import type { CheckResult, RepairStep } from '#shared/model/check.ts';
import { severities, type Severity } from '#shared/model/finding.ts';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import type { Operation } from '../disk/format.ts';
import { examine, type Examination } from './examine.ts';
import type { SourceInput } from './open-source.ts';

/** Checks the structure of an image, of every file of it and of its parents. Nothing is written. Throws what `examine` throws. */
export const check: Operation<SourceInput, CheckResult> = async (input, watch) => {
  const startedAt = performance.now();
  return resultOf(await examine(input, watch), { path: input.path, startedAt });
};

/** What a check or a repair tells. */
export function resultOf(
  { format, findings, blocks }: Examination,
  about: {
    readonly path: string;
    readonly startedAt: number;
    readonly repaired?: readonly RepairStep[];
    readonly journal?: string;
  },
): CheckResult {
  const { path, startedAt, repaired = [], journal = null } = about;
  return {
    path,
    format: format.id,
    findings: findings.all,
    summary: countBySeverity(findings.counts),
    blocks,
    repaired,
    journal,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

function countBySeverity(counts: ReadonlyMap<FindingCode, number>): Record<Severity, number> {
  const summary = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const [code, count] of counts) summary[findingRows[code].severity] += count;
  return summary;
}
