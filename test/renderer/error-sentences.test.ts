import { afterEach, describe, expect, test } from 'vitest';
import { errorInWords } from '#renderer/text/errors.ts';
import * as germanWays from '#renderer/text/de/errors/ways-out.ts';
import { errorSentences } from '#renderer/text/de/errors/index.ts';
import { chooseLanguage } from '#renderer/text/language.ts';
import { DiskError } from '#shared/errors.ts';
import { errorRows, type ErrorReason } from '#shared/text/errors/index.ts';
import * as ways from '#shared/text/errors/ways-out.ts';

/** What only the command line does: resizing, children, and formats that nobody chose from a list. */
const ofTheCommandLine = /^(resize|child)\.|^format\.(no-extension|not-named)$|^host\.no-byte-output$/;
const rows = Object.entries(errorRows).filter(([reason]) => !ofTheCommandLine.test(reason));

describe('A refusal in the window', () => {
  afterEach(() => {
    chooseLanguage('system');
  });

  test.each(['en', 'de'] as const)('never sends a person to the command line: %s', (language) => {
    chooseLanguage(language);
    const sentences = rows.map(([reason, { says }]) => errorInWords({ reason, message: says, facts: {} }));
    expect(sentences.length).toBeGreaterThan(100);
    expect(sentences.filter((sentence) => / --[a-z]/.test(sentence))).toEqual([]);
  });

  test('of a damaged image says how to save what can still be read, without naming a command', () => {
    chooseLanguage('en');
    const facts = { name: 'a.vdi', block: 3, slot: 9, slots: 4 };
    expect(errorInWords(new DiskError('vdi.slot-range', facts))).toBe(
      'Block 3 of a.vdi is said to lie in slot 9, but there are only 4. The block map is damaged; the content of this block is unknown. Put back a copy of the image, or save what can still be read by converting it.',
    );
  });

  test.each(Object.keys(ways) as (keyof typeof ways)[])('ends alike in both languages: %s', (way) => {
    const reasons = Object.keys(errorRows) as ErrorReason[];
    const inEnglish = reasons.filter((reason) => errorRows[reason].says.endsWith(ways[way]));
    expect(inEnglish).not.toEqual([]);
    expect(reasons.filter((reason) => errorSentences[reason].endsWith(germanWays[way]))).toEqual(inEnglish);
  });
});
