import { expect, test } from 'vitest';
import { backupName, isPartOf, partName, wholeNameOf } from '#main/core/io/part-name.ts';

test('a part is hidden, and named after its target and its job', () => {
  expect(partName('disk.vmdk', 'a1b2')).toBe('.disk.vmdk.a1b2.platter-part');
});

test.each([
  ['x'.repeat(250)],
  ['x'.repeat(255)],
  ['ü'.repeat(127)],
  ['磁'.repeat(85)],
  ['💽'.repeat(63)],
  ['a' + '💽'.repeat(63)],
])('a long name is cut at a whole character (%s)', (name) => {
  const part = partName(name, '0123456789abcdef');
  expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
  expect(Buffer.byteLength(part)).toBeGreaterThan(250);
  expect(part.isWellFormed()).toBe(true);
  expect(isPartOf('0123456789abcdef', part)).toBe(true);
});

test('long names that differ at their ends only get different parts', () => {
  const parts = ['s001', 's002', 's003'].map((end) => partName(`${'x'.repeat(240)}-${end}.vmdk`, 'token'));
  expect(new Set(parts).size).toBe(3);
});

test('a hidden name tells its whole name, unless it may have been cut', () => {
  const names = Array.from(
    { length: 255 },
    (_, length) => `${'x'.repeat(length % 4)}${'💽'.repeat(length >> 2)}`,
  ).slice(1);
  const told = names.flatMap((name) =>
    [partName, backupName].map((hide) => [name, wholeNameOf(hide(name, 'token'), 'token')]),
  );
  const certain = told.filter(([, found]) => found !== undefined);
  expect(certain.filter(([name, found]) => name !== found)).toEqual([]);
  expect(certain.length).toBeGreaterThan(400);
});

test('parts of another job, and what people name themselves, are not taken for parts', () => {
  const names = [
    '.a.other.platter-part',
    'a.mine.platter-part',
    '.a.mine.platter-part.bak',
    '.a.mine',
    'mine',
    '.amine.platter-part',
  ];
  expect(names.filter((name) => isPartOf('mine', name))).toEqual([]);
});

test.each(['', '../x', 'a.b', 'a/b', 'x'.repeat(65)])('%j is no token', (token) => {
  expect(() => partName('a', token)).toThrow(RangeError);
  expect(() => isPartOf(token, 'a')).toThrow(RangeError);
});
