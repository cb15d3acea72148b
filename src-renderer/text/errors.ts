import type { WireError } from '#shared/errors.ts';
import { fill } from '#shared/text/fill.ts';

/** Sentences that differ from the shared ones, because those speak of options of the command line. */
const windowSentences: Readonly<Record<string, string>> = {
  'probe.unknown': 'Nothing in {name} tells its format. It may be a raw disk image, or something else entirely.',
  'probe.several': '{name} matches several formats: {formats}. It is not clear which one to trust.',
  'target.exists': '{path} exists already and was left as it is. Choose another folder.',
};

/** An error for people in the window: what is true, what it means, what can be done. */
export function errorInWords(error: Pick<WireError, 'reason' | 'message' | 'facts'>): string {
  const sentence = windowSentences[error.reason];
  return sentence === undefined ? error.message : fill(sentence, error.facts);
}
