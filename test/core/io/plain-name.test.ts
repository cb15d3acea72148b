import { expect, test } from 'vitest';
import { isPlainName } from '#main/core/io/plain-name.ts';

test.each(['disk-flat.vmdk', 'Festplatte ä.vmdk', '…', '..vmdk', '-', '.hidden', 'a b'])(
  '"%s" stays in its folder',
  (name) => {
    expect(isPlainName(name)).toBe(true);
  },
);

test.each([
  '',
  '.',
  '..',
  '/etc/hosts',
  '../a',
  'a/b',
  'a\\b',
  '\\\\host\\share',
  'c:disk.vmdk',
  'C:\\a',
  'nbd://host/a',
  'a\0b',
])('"%s" leads elsewhere on some system', (name) => {
  expect(isPlainName(name)).toBe(false);
});
