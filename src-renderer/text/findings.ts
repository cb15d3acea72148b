import type { Facts } from '#shared/model/facts.ts';
import type { Finding } from '#shared/model/finding.ts';
import { findingInWords, type FindingWords } from '#shared/text/finding-words.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { findingSentences } from './de/findings/index.ts';
import { fillInGerman } from './de/fill.ts';
import { language } from './language.ts';

const salvage = 'save what can still be read by converting it';

/** Advice that differs from the shared one, because that speaks of options of the command line. */
const windowAdvice: Readonly<Partial<Record<FindingCode, string>>> = {
  'chain.parent-not-found': 'Put the parent beside the image under the name it had.',
  'image.refused': 'Put back a copy of the image, if there is one.',
  ...alike(`Put back a copy of the image, or ${salvage}.`, ['vhd.data-cut-off', 'vhd.table-destroyed']),
  'vhd.blocks-overlap-unmended': `Mend the other damage first and check again. Or ${salvage}.`,
  ...alike(`Put back a copy of the file, or ${salvage}.`, [
    'vmdk.header-damaged',
    'vmdk.directory-outside',
    'vmdk.table-outside',
    'vmdk.table-shared',
    'vmdk.grain-outside',
  ]),
  ...alike(`Transfer or export the image again. Or ${salvage}.`, [
    'vmdk.stream-truncated',
    'vmdk.grain-misplaced',
    'vmdk.grain-corrupt',
  ]),
};

/** A finding may come from another version, whose codes nobody knows here. */
const ownAdvice: Readonly<Record<string, string | undefined>> = windowAdvice;
const germanSentences: Readonly<Record<string, FindingWords | undefined>> = findingSentences;

/** A finding for people in the window. */
export function findingWords(finding: Finding): FindingWords {
  const german = language.value === 'de' ? germanSentences[finding.code] : undefined;
  if (german !== undefined) return filled(german, finding.facts);
  const advice = ownAdvice[finding.code];
  return { ...findingInWords(finding), ...(advice !== undefined && { advice }) };
}

function filled({ says, means, does, advice }: FindingWords, facts: Facts): FindingWords {
  return {
    says: fillInGerman(says, facts),
    means: fillInGerman(means, facts),
    ...(does !== undefined && { does: fillInGerman(does, facts) }),
    ...(advice !== undefined && { advice: fillInGerman(advice, facts) }),
  };
}

function alike(advice: string, codes: readonly FindingCode[]): Partial<Record<FindingCode, string>> {
  return Object.fromEntries(codes.map((code) => [code, advice]));
}
