import { expect, test } from 'vitest';
import { factList, labelOf, sizeInFull } from '#main/cli/render/human.ts';
import { plain } from '#shared/text/plain.ts';
import { GiB } from '#shared/model/bytes.ts';

test('text from an image cannot steer the terminal', () => {
  expect(plain('a\u001b[2Jb\u0007\u202ec\u009b')).toBe('a\\u{1b}[2Jb\\u{7}\\u{202e}c\\u{9b}');
  expect(plain('Größe 磁盘 😀')).toBe('Größe 磁盘 😀');
});

test('facts are aligned', () => {
  expect(
    factList(
      [
        ['a', '1'],
        ['long name', '2'],
      ],
      '  ',
    ),
  ).toBe('  a          1\n  long name  2\n');
});

test('keys become words', () => {
  expect(['blockSize', 'image_type', 'uuid', 'imageUUID'].map(labelOf)).toEqual([
    'block size',
    'image type',
    'uuid',
    'image uuid',
  ]);
});

test('sizes are told in words and in bytes, small ones once', () => {
  expect([sizeInFull(1.5 * GiB), sizeInFull(512)]).toEqual(['1.5 GiB (1610612736 bytes)', '512 bytes']);
});
