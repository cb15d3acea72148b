import type { Finding } from '#shared/model/finding.ts';
import { findingInWords, type FindingWords } from '#shared/text/finding-words.ts';

/** Advice that differs from the shared one, because that speaks of options of the command line. */
const windowAdvice: Readonly<Record<string, string>> = {
  'chain.parent-not-found': 'Put the parent beside the image under the name it had.',
  'image.refused': 'Put back a copy of the image, if there is one.',
};

/** A finding for people in the window. */
export function findingWords(finding: Finding): FindingWords {
  const advice = windowAdvice[finding.code];
  return { ...findingInWords(finding), ...(advice !== undefined && { advice }) };
}
