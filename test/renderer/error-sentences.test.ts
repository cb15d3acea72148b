import { afterEach, describe, expect, test } from 'vitest';
import { errorInWords } from '#renderer/text/errors.ts';
import { chooseLanguage } from '#renderer/text/language.ts';
import { errorRows } from '#shared/text/errors/index.ts';

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
});
