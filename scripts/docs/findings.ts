import { severities } from '#shared/model/finding.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { code, table } from './table.ts';

/** docs/generated/findings.md: everything a check can find, and what can be done about it. */
export function findingsPage(): string {
  const rows = Object.entries(findingRows).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '# Findings\n\n',
    'Everything `platter check` can find. What has a repair is mended by `--repair`; what may lose something, only by `--repair=all`. ',
    'Words in braces are facts.\n',
    ...severities.map((severity) => {
      const known = rows.filter(([, row]) => row.severity === severity);
      return `\n## ${severity}\n\n${table(
        ['Code', 'What is true, and what it means', 'Repair', 'Otherwise'],
        known.map(([finding, { says, means, fix, advice = '' }]) => [
          code(finding),
          `${says} ${means}`,
          fix ? `${fix.does}${fix.loss === 'possible' ? ' May lose something.' : ''}` : '',
          advice,
        ]),
      )}`;
    }),
  ].join('');
}
