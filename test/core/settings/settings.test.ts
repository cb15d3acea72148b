import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeSettings, encodeSettings } from '#main/core/settings/document.ts';
import type { Migration } from '#main/core/settings/migrations.ts';
import { openSettings, type CurrentSettings } from '#main/core/settings/settings.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const stored = async () => JSON.parse(await readFile(folder.at('settings.json'), 'utf8')) as unknown;
const store = (content: object | string) =>
  writeFile(folder.at('settings.json'), typeof content === 'string' ? content : JSON.stringify(content));

test('Without a file every setting has its default, and nothing is written before something is changed.', async () => {
  const settings = await openSettings(folder.path);
  expect(settings.current).toEqual({ settings: defaultSettings, notice: null });
  expect(await folder.names()).toEqual([]);
});

test('A change is on the disk when it is answered, and there after a restart.', async () => {
  const inner = folder.at('new/folder');
  const settings = await openSettings(inner);
  const changed = { ...defaultSettings, theme: 'dark', parallelJobs: 5 };
  expect(await settings.change({ theme: 'dark', parallelJobs: 5 })).toEqual({ settings: changed, notice: null });
  expect(JSON.parse(await readFile(path.join(inner, 'settings.json'), 'utf8'))).toEqual({
    version: 1,
    settings: changed,
  });
  expect((await openSettings(inner)).current.settings).toEqual(changed);
});

test('Changes asked for at once all count.', async () => {
  const settings = await openSettings(folder.path);
  await Promise.all([
    settings.change({ theme: 'dark' }),
    settings.change({ language: 'de' }),
    settings.change({ parallelJobs: 3 }),
  ]);
  expect((await openSettings(folder.path)).current.settings).toMatchObject({
    theme: 'dark',
    language: 'de',
    parallelJobs: 3,
  });
});

test('Two processes change different settings and neither undoes the other.', async () => {
  const [one, other] = [await openSettings(folder.path), await openSettings(folder.path)];
  await one.change({ theme: 'dark' });
  await other.change({ language: 'de' });
  expect(other.current.settings).toMatchObject({ theme: 'dark', language: 'de' });
  expect((await openSettings(folder.path)).current.settings).toMatchObject({ theme: 'dark', language: 'de' });
});

test('A watcher sees the settings as they are, then every change, until they are closed.', async () => {
  const settings = await openSettings(folder.path);
  const seen: CurrentSettings[] = [];
  const watching = (async () => {
    for await (const current of settings.watch(new AbortController().signal)) seen.push(current);
  })();
  await settings.change({ verify: false });
  await settings.close();
  await watching;
  expect(seen.map(({ settings: { verify } }) => verify)).toEqual([true, false]);
});

describe('A file', () => {
  test.each([
    ['no JSON', '{"version": 1, "sett'],
    ['another kind of JSON', '[]'],
    ['a version that is none', '{"version": 0, "settings": {}}'],
    ['nothing at all', ''],
    ['far too much', JSON.stringify({ version: 1, settings: { x: 'x'.repeat(300_000) } })],
  ])('that holds %s is set aside with a notice, and changes are kept again.', async (_, content) => {
    await store(content);
    const settings = await openSettings(folder.path);
    expect(settings.current).toMatchObject({ settings: defaultSettings, notice: { reason: 'settings.damaged' } });
    const [aside] = await folder.names();
    expect([settings.current.notice?.facts['path'], await readFile(folder.at(aside ?? ''), 'utf8')]).toEqual([
      folder.at(aside ?? ''),
      content,
    ]);
    expect((await settings.change({ theme: 'light' })).notice).toBeNull();
    expect(await stored()).toMatchObject({ settings: { theme: 'light' } });
  });

  test('with single values that are not valid gives those their defaults, and says which.', async () => {
    await store({ version: 1, settings: { parallelJobs: 9, theme: 'dark', compressionLevel: '6', verify: null } });
    const { current } = await openSettings(folder.path);
    expect(current).toMatchObject({
      settings: { ...defaultSettings, theme: 'dark' },
      notice: { reason: 'settings.invalid', facts: { names: 'parallelJobs, verify, compressionLevel' } },
    });
    expect(await folder.names()).toEqual(['settings.json']);
  });

  test('of a newer version keeps what this one does not know, and its version.', async () => {
    await store({ version: 7, settings: { theme: 'dark', hologram: { depth: 3 } } });
    const settings = await openSettings(folder.path);
    expect(settings.current).toEqual({ settings: { ...defaultSettings, theme: 'dark' }, notice: null });
    await settings.change({ language: 'en' });
    expect(await stored()).toEqual({
      version: 7,
      settings: { ...defaultSettings, theme: 'dark', language: 'en', hologram: { depth: 3 } },
    });
  });

  test('that cannot be written leaves the change in force, with a notice.', async () => {
    const settings = await openSettings(path.join(folder.path, 'data'));
    await rm(folder.at('data'), { recursive: true });
    await writeFile(folder.at('data'), 'in the way');
    const changed = await settings.change({ theme: 'dark' });
    expect(changed).toMatchObject({ settings: { theme: 'dark' }, notice: { reason: 'settings.not-kept' } });
  });
});

test('Older versions are led up to the present one, step by step.', () => {
  const steps: readonly Migration[] = [
    ({ appearance, ...others }) => ({ ...others, look: appearance }),
    ({ look, ...others }) => ({ ...others, theme: look === 'night' ? 'dark' : 'light' }),
  ];
  const fileOf = (version: number, settings: object) => JSON.stringify({ version, settings });
  const migrated = [
    decodeSettings(fileOf(1, { appearance: 'night' }), steps),
    decodeSettings(fileOf(2, { look: 'night' }), steps),
    decodeSettings(fileOf(3, { theme: 'dark' }), steps),
  ];
  for (const found of migrated) {
    if ('problem' in found) throw new Error(found.problem);
    expect(found).toMatchObject({ version: 3, settings: { ...defaultSettings, theme: 'dark' } });
    expect(JSON.parse(encodeSettings(found))).toEqual({ version: 3, settings: { ...defaultSettings, theme: 'dark' } });
  }
});
