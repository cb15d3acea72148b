import type { Finding, Loss } from '#shared/model/finding.ts';
import { groupFindings, type FindingGroup } from '#shared/report/finding-groups.ts';

const nothing = { fatal: 0, damage: 0, waste: 0, note: 0 };

/** What a repair can mend at that price, by kind. */
export function repairable(findings: readonly Finding[], loss: Loss): readonly FindingGroup[] {
  const mendable = findings.filter(({ fix }) => fix?.loss === loss);
  return groupFindings({ findings: mendable, summary: nothing }).flatMap(({ groups }) => groups);
}
