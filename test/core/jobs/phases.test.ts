import { expect, test } from 'vitest';
import { phaseInWords } from '#shared/text/phases.ts';

test('A phase has words; one that is not known shows its key.', () => {
  expect(phaseInWords('copy')).toBe('Copying');
  expect(phaseInWords('polish')).toBe('polish');
  expect(phaseInWords('constructor')).toBe('constructor');
});
