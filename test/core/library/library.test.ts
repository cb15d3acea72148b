import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { described, judged, opened, relocated, removed } from '#main/core/library/changes.ts';
import { openLibrary, type Library } from '#main/core/library/library.ts';
import type { LibraryEntry } from '#shared/model/library.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const image = { format: 'vdi', variant: 'dynamic', virtualSize: 1024, fileSize: 600, allocatedSize: 512 };
const entry = (name: string, openedAt: number) => ({
  path: `/disks/${name}`,
  sourceFormat: undefined,
  openedAt,
  image,
});
const sound = { fatal: 0, damage: 0, waste: 0, note: 0 };

const namesIn = ({ current }: Library) => current.entries.map((one) => path.posix.basename(one.path));
const stored = async () => JSON.parse(await readFile(folder.at('library.json'), 'utf8')) as { images: LibraryEntry[] };
const store = (content: object | string) =>
  writeFile(folder.at('library.json'), typeof content === 'string' ? content : JSON.stringify(content));

test('Without a file the list is empty, and nothing is written before something is opened.', async () => {
  const library = await openLibrary(folder.path);
  expect(library.current).toEqual({ entries: [], notice: null });
  await library.change(removed(['/disks/a.vdi']));
  expect(await folder.names()).toEqual([]);
});

test('What was opened is there after a restart, with what was known of it, and nobody has looked yet where it is.', async () => {
  const inner = folder.at('new/folder');
  const library = await openLibrary(inner);
  await library.change(opened({ ...entry('a.bin', 5), sourceFormat: 'raw' }));
  library.note('/disks/a.bin', 'there');
  expect(library.current.entries).toMatchObject([{ path: '/disks/a.bin', whereabouts: 'there' }]);
  expect((await openLibrary(inner)).current.entries).toEqual([
    { path: '/disks/a.bin', sourceFormat: 'raw', openedAt: 5, image, health: null, whereabouts: 'unknown' },
  ]);
});

test('Without a folder the list lives as long as the process.', async () => {
  const library = await openLibrary();
  await library.change(opened(entry('a.vdi', 1)));
  await library.change(opened(entry('b.vdi', 2)));
  expect([namesIn(library), library.current.notice]).toEqual([['b.vdi', 'a.vdi'], null]);
});

test('Changes asked for at once all count, and show before they are written.', async () => {
  const library = await openLibrary(folder.path);
  const written = ['a.vdi', 'b.vdi', 'c.vdi'].map((name, index) => library.change(opened(entry(name, index))));
  expect(namesIn(library)).toEqual(['c.vdi', 'b.vdi', 'a.vdi']);
  await Promise.all(written);
  expect(namesIn(await openLibrary(folder.path))).toEqual(['c.vdi', 'b.vdi', 'a.vdi']);
});

test('Two processes open different images and neither forgets the other’s.', async () => {
  const [one, other] = [await openLibrary(folder.path), await openLibrary(folder.path)];
  await one.change(opened(entry('a.vdi', 1)));
  await other.change(opened(entry('b.vdi', 2)));
  await one.change(described('/disks/b.vdi', { ...image, fileSize: 700 }));
  expect(namesIn(one)).toEqual(['b.vdi', 'a.vdi']);
  expect((await openLibrary(folder.path)).current.entries).toMatchObject([
    { path: '/disks/b.vdi', image: { fileSize: 700 } },
    { path: '/disks/a.vdi', image },
  ]);
});

test('A watcher sees the list as it is, then every change that is one, until it is closed.', async () => {
  const library = await openLibrary(folder.path);
  const seen: number[] = [];
  const watching = (async () => {
    for await (const { entries } of library.watch(new AbortController().signal)) seen.push(entries.length);
  })();
  await library.change(opened(entry('a.vdi', 1)));
  await library.change(described('/disks/a.vdi', image));
  await library.change(described('/disks/unknown.vdi', image));
  await library.change(removed(['/disks/a.vdi']));
  await library.close();
  await watching;
  expect(seen).toEqual([0, 1, 0]);
});

describe('A file', () => {
  test.each([
    ['no JSON', '{"version": 1, "ima'],
    ['another kind of JSON', '[]'],
    ['a version that is none', '{"version": 0, "images": []}'],
    ['an image without a path', '{"version": 1, "images": [{"openedAt": 1, "image": null, "health": null}]}'],
    ['nothing at all', ''],
    ['far too much', JSON.stringify({ version: 1, images: [], x: 'x'.repeat(5_000_000) })],
  ])('that holds %s is set aside with a notice, and what is opened is kept again.', async (_, content) => {
    await store(content);
    const library = await openLibrary(folder.path);
    expect(library.current).toMatchObject({ entries: [], notice: { reason: 'library.damaged' } });
    const [aside = ''] = await folder.names();
    expect([library.current.notice?.facts['path'], await readFile(folder.at(aside), 'utf8')]).toEqual([
      folder.at(aside),
      content,
    ]);
    await library.change(opened(entry('a.vdi', 1)));
    expect((await stored()).images).toMatchObject([{ path: '/disks/a.vdi' }]);
  });

  test('of a newer version keeps what this one does not know, and its version.', async () => {
    await store({ version: 7, images: [{ ...entry('a.vdi', 1), health: null, colour: 'green' }] });
    const library = await openLibrary(folder.path);
    await library.change(opened(entry('b.vdi', 2)));
    expect(await stored()).toMatchObject({ version: 7, images: [{ openedAt: 2 }, { openedAt: 1, colour: 'green' }] });
  });

  test('that cannot be written leaves the change in force, with a notice that goes when it can be written again.', async () => {
    const library = await openLibrary(folder.at('data'));
    await rm(folder.at('data'), { recursive: true });
    await writeFile(folder.at('data'), 'in the way');
    await library.change(opened(entry('a.vdi', 1)));
    expect([namesIn(library), library.current.notice?.reason]).toEqual([['a.vdi'], 'library.not-kept']);
    await rm(folder.at('data'));
    await mkdir(folder.at('data'));
    await library.change(opened(entry('b.vdi', 2)));
    expect(library.current.notice).toBeNull();
    expect(namesIn(await openLibrary(folder.at('data')))).toEqual(['b.vdi', 'a.vdi']);
  });
});

describe('Looking for the files', () => {
  test('tells which are there only after they were dealt with, and which are missing or no files.', async () => {
    await writeFile(folder.at('there.vdi'), 'content');
    await mkdir(folder.at('folder.vdi'));
    const library = await openLibrary();
    for (const [index, name] of ['gone.vdi', 'folder.vdi', 'there.vdi'].entries())
      await library.change(opened({ ...entry(name, index), path: folder.at(name) }));
    const dealtWith: string[] = [];
    await library.look((file) => {
      expect(library.current.entries.find((one) => one.path === file)?.whereabouts).toBe('unknown');
      dealtWith.push(path.basename(file));
      return Promise.resolve();
    });
    expect(dealtWith).toEqual(['there.vdi']);
    expect(library.current.entries.map((one) => one.whereabouts)).toEqual(['there', 'missing', 'missing']);
  });

  test('happens once at a time, and finds what came back the next time.', async () => {
    const library = await openLibrary();
    await library.change(opened({ ...entry('a.vdi', 1), path: folder.at('a.vdi') }));
    const found: string[] = [];
    const find = (file: string) => {
      found.push(file);
      return Promise.resolve();
    };
    await library.look(find);
    expect(library.current.entries).toMatchObject([{ whereabouts: 'missing' }]);
    await writeFile(folder.at('a.vdi'), 'content');
    await Promise.all([library.look(find), library.look(find)]);
    expect([found, library.current.entries[0]?.whereabouts]).toEqual([[folder.at('a.vdi')], 'there']);
  });
});

test('A place that is noted is not forgotten when the list changes.', async () => {
  const library = await openLibrary();
  await library.change(opened(entry('a.vdi', 1)));
  library.note('/disks/a.vdi', 'there');
  const health = { found: sound, at: 3 };
  await library.change(judged(new Map([['/disks/a.vdi', health]])));
  await library.change(relocated('/disks/other.vdi', '/disks/a.vdi', image));
  expect(library.current.entries).toEqual([{ ...entry('a.vdi', 1), health, whereabouts: 'there' }]);
});
