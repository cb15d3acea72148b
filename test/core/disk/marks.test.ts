import { describe, expect, test } from 'vitest';
import { areMet, lastPart } from '#main/core/disk/marks.ts';

describe('a parent is recognised', () => {
  test.each([
    ['its id', { id: 'a' }, { id: 'a', modification: 'x' }],
    ['its state', { modification: 'x' }, { modification: 'x' }],
    ['its id and its state', { id: 'a', modification: 'x' }, { id: 'a', modification: 'x' }],
  ])('by %s', (_, wanted, found) => {
    expect(areMet(wanted, found)).toBe(true);
  });

  test.each([
    ['another id', { id: 'a' }, { id: 'b' }],
    ['the id, but another state', { id: 'a', modification: 'x' }, { id: 'a', modification: 'y' }],
    ['the state, but another id', { id: 'a', modification: 'x' }, { id: 'b', modification: 'x' }],
    ['no id where one is asked for', { id: 'a' }, { modification: 'x' }],
    ['no mark at all', { modification: 'x' }, {}],
  ])('not with %s', (_, wanted, found) => {
    expect(areMet(wanted, found)).toBe(false);
  });

  test.each([{}, { id: 'a', modification: 'x' }])('by nobody who asks for no mark', (found) => {
    expect(areMet({}, found)).toBe(false);
  });
});

test.each([
  ['base.vmdk', 'base.vmdk'],
  ['/srv/disks/base.vmdk', 'base.vmdk'],
  [String.raw`C:\Disks\base.vmdk`, 'base.vmdk'],
  [String.raw`C:\Disks/base.vmdk`, 'base.vmdk'],
  ['/srv/disks/', ''],
  ['', ''],
])('the last part of "%s" is "%s"', (path, name) => {
  expect(lastPart(path)).toBe(name);
});
