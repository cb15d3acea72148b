import type { VNode } from 'vue';
import type { CheckResult } from '#shared/model/check.ts';
import { endOf } from '#shared/model/bytes.ts';
import type { FilePlace, Finding } from '#shared/model/finding.ts';
import { groupFindings, type FindingGroup, type SeverityGroup } from '#shared/report/finding-groups.ts';
import { findingInWords } from '#shared/text/finding-words.ts';
import { severityWords } from './check-words.ts';
import { element, type Content } from './element.ts';
import { exact, facts } from './parts/facts.ts';
import { inDigits } from './parts/size.ts';
import { table } from './parts/table.ts';

/** Findings of one kind that are shown before the rest is folded away. */
const shownOfAKind = 8;

/** How many findings there are of each severity, in a row. */
export function findingCounts({ summary }: CheckResult): VNode {
  const counts = (['fatal', 'damage', 'waste', 'note'] as const).map((severity) => {
    const count = summary[severity];
    return element(
      'div',
      { class: count > 0 ? `count ${severity}` : 'count' },
      element('dt', {}, severityWords[severity].title),
      element('dd', {}, inDigits(count)),
    );
  });
  return element('dl', { class: 'panel counts' }, counts);
}

/** Everything that was found: a section for each severity, the worst first, and in it a part for each kind. */
export function findingSections(result: CheckResult): readonly VNode[] {
  return groupFindings(result).map(severitySection);
}

function severitySection({ severity, total, unlisted, groups }: SeverityGroup): VNode {
  const { title, means } = severityWords[severity];
  return element(
    'section',
    { class: `panel findings ${severity}` },
    element('h2', {}, `${title} `, element('span', { class: 'badge' }, inDigits(total))),
    element('p', { class: 'muted' }, means),
    groups.map(kindOf),
    unlisted > 0
      ? element('p', { class: 'muted' }, `${inDigits(unlisted)} more were counted and are not listed.`)
      : undefined,
  );
}

function kindOf(group: FindingGroup): VNode {
  const { code, first, others } = group;
  const { means, does, advice } = findingInWords(first);
  return element(
    'article',
    {},
    // A heading is a few words, and findings are sentences: the code names the kind, for a person who looks it up.
    element(
      'h3',
      {},
      element('code', {}, code),
      others.length > 0 ? [' ', element('span', { class: 'badge' }, inDigits(others.length + 1))] : undefined,
    ),
    listed(group),
    facts([
      ['Means', means === '' ? undefined : means],
      ['Repair', does === undefined ? undefined : [does, ' ', cost(first)]],
      ['Advice', advice],
    ]),
  );
}

function listed({ code, first, others }: FindingGroup): Content {
  if (others.length === 0) {
    return [
      element('p', { class: 'says' }, findingInWords(first).says),
      first.where && element('p', { class: 'where muted' }, place(first.where)),
    ];
  }
  const all = [first, ...others];
  const folded = all.slice(shownOfAKind);
  return [
    findingTable(`Findings of the kind ${code}`, all.slice(0, shownOfAKind)),
    folded.length > 0
      ? element(
          'details',
          {},
          element('summary', {}, `${inDigits(folded.length)} more of this kind`),
          findingTable(`More findings of the kind ${code}`, folded),
        )
      : undefined,
  ];
}

function findingTable(caption: string, findings: readonly Finding[]): VNode {
  const says = { title: 'What', value: (finding: Finding) => findingInWords(finding).says };
  const where = { title: 'Where', value: (finding: Finding) => finding.where && place(finding.where) };
  return table(caption, findings.some((finding) => finding.where) ? [says, where] : [says], findings);
}

function place(where: FilePlace): Content {
  const { file, start, length } = where;
  const bytes = length > 1 ? `bytes ${inDigits(start)} – ${inDigits(endOf(where) - 1)}` : `byte ${inDigits(start)}`;
  return [exact(file), `, ${bytes}`];
}

function cost({ fix }: Finding): Content {
  return fix?.loss === 'possible'
    ? element('strong', { class: 'risk' }, 'Something may be lost by it.')
    : element('strong', { class: 'safe' }, 'Nothing is lost by it.');
}
