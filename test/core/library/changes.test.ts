import { describe, expect, test } from 'vitest';
import { described, judged, opened, relocated, removed, type Entries } from '#main/core/library/changes.ts';
import { longestLibrary, type LibraryEntry } from '#shared/model/library.ts';

const image = { format: 'vdi', variant: 'dynamic', virtualSize: 1024, fileSize: 600, allocatedSize: 512 };
const summary = (damage: number) => ({ fatal: 0, damage, waste: 0, note: 0 });
const entry = (path: string, openedAt: number, more: Partial<LibraryEntry> = {}): LibraryEntry => ({
  path,
  openedAt,
  image,
  health: null,
  ...more,
});
const list: Entries = [entry('/c', 3), entry('/b', 2), entry('/a', 1)];
const pathsOf = (entries: Entries) => entries.map(({ path }) => path);

describe('An image that is opened', () => {
  test('goes to the front, where its time belongs, and is there once.', () => {
    const found = { sourceFormat: undefined, image };
    expect(pathsOf(opened({ path: '/a', openedAt: 4, ...found })(list))).toEqual(['/a', '/c', '/b']);
    expect(pathsOf(opened({ path: '/d', openedAt: 2.5, ...found })(list))).toEqual(['/c', '/d', '/b', '/a']);
  });

  test('keeps its health and what was known of it when it cannot be read any more.', () => {
    const health = { found: summary(1), at: 9 };
    const [first] = opened({ path: '/a', openedAt: 4, sourceFormat: 'raw', image: null })([entry('/a', 1, { health })]);
    expect(first).toEqual({ path: '/a', openedAt: 4, sourceFormat: 'raw', image, health });
  });

  test('pushes out the one that was opened longest ago when the list is full.', () => {
    const full = Array.from({ length: longestLibrary }, (_, index) => entry(`/${String(index)}`, 1000 - index));
    const after = opened({ path: '/new', openedAt: 5000, sourceFormat: undefined, image })(full);
    expect([after.length, after[0]?.path, after.at(-1)?.path]).toEqual([
      longestLibrary,
      '/new',
      `/${String(longestLibrary - 2)}`,
    ]);
  });
});

test('What is found out of an image that is not listed changes nothing.', () => {
  const other = { ...image, fileSize: 1 };
  expect(described('/x', other)(list)).toEqual(list);
  expect(described('/b', other)(list)).toEqual([list[0], entry('/b', 2, { image: other }), list[2]]);
});

test('A newer verdict replaces an older one, never the other way round.', () => {
  const checked = judged(new Map([['/b', { found: summary(1), at: 20 }]]))(list);
  expect(checked[1]?.health).toEqual({ found: summary(1), at: 20 });
  const changed = judged(new Map([['/b', { found: null, at: 30 }]]))(checked);
  expect(changed[1]?.health).toEqual({ found: null, at: 30 });
  expect(judged(new Map([['/b', { found: summary(0), at: 25 }]]))(changed)).toEqual(changed);
});

test('Removed images are gone, the others stay.', () => {
  expect(pathsOf(removed(['/b', '/x'])(list))).toEqual(['/c', '/a']);
});

describe('An image that was moved', () => {
  test('keeps its place, its time and its health.', () => {
    const health = { found: summary(0), at: 9 };
    const moved = { ...image, fileSize: 1 };
    expect(relocated('/b', '/new/b', moved)([entry('/c', 3), entry('/b', 2, { health })])).toEqual([
      entry('/c', 3),
      entry('/new/b', 2, { health, image: moved }),
    ]);
  });

  test('takes the place of one that was listed there already, and of none when it is gone from the list itself.', () => {
    expect(pathsOf(relocated('/b', '/c', image)(list))).toEqual(['/c', '/a']);
    expect(relocated('/x', '/c', image)(list)).toEqual(list);
    expect(relocated('/b', '/b', image)(list)).toEqual(list);
  });
});
