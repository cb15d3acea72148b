import type { ErrorReason, WireError } from '#shared/errors.ts';
import { rescues } from '#shared/text/errors/ways-out.ts';
import { fill } from '#shared/text/fill.ts';
import { errorSentences } from './de/errors/index.ts';
import { fillInGerman } from './de/fill.ts';
import { language } from './language.ts';

/** Sentences that differ from the shared ones, because those speak of options of the command line. */
const windowSentences: Readonly<Partial<Record<ErrorReason, string>>> = {
  'image.written':
    '{path} is in use by a program that can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program, and try again.',
  'image.written-by':
    '{path} is in use by {program} (process {pid}), which can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program, and try again.',
  'probe.unknown': 'Nothing in {name} tells its format. It may be a raw disk image, or something else entirely.',
  'probe.several': '{name} matches several formats: {formats}. It is not clear which one to trust.',
  'target.exists': '{path} exists already and was left as it is. Choose another name or folder.',
  'compact.rewrite-instead':
    '{name} is a {title} image, which cannot be made smaller where it is. A smaller copy can be written instead.',
  'compact.has-children':
    '{child} holds changes to {name}. Giving back what the guest of {name} does not use would change what {child} is built on. Compact without that, or merge the two by converting {child} first.',
  'chain.parent-missing':
    '{name} holds only the changes to a parent, and its parent was not found. Sought: {sought}. Looked in: {folders}. Put the parent beside it.',
  'chain.parent-changed':
    '{name} was made upon a parent with {expected}, but {parent} has {found}: it has been written to since, or is another disk. Together they would show wrong content, so they are not read. Bring back the parent as it was.',
};

/** How the many sentences end that differ in nothing else. */
const rescuesHere = 'Put back a copy of the image, or save what can still be read by converting it.';

/** An error may come from another version, whose reasons nobody knows here. */
type Sentences = Readonly<Record<string, string | undefined>>;
const ownSentences: Sentences = windowSentences;
const germanSentences: Sentences = errorSentences;

/** An error for people in the window: what is true, what it means, what can be done. */
export function errorInWords({ reason, message, facts }: Pick<WireError, 'reason' | 'message' | 'facts'>): string {
  const german = language.value === 'de' ? germanSentences[reason] : undefined;
  if (german !== undefined) return fillInGerman(german, facts);
  const sentence = ownSentences[reason];
  return sentence === undefined ? message.replace(rescues, rescuesHere) : fill(sentence, facts);
}
