import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { methodsOfContract, titleOf, type Method, type WordPlace } from '#test/support/contract-inputs.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { makeAppFolder, openPageOf, startApplication } from './application.ts';

/** Words that name no file, by the part of an input that they stand in. A new word of the contract counts as a path until it is here. */
const noPaths = new Set(['format', 'sourceFormat', 'variant', 'profile', 'id', 'before', 'job', 'suggestedName']);

/** Paths that no file is opened by, and why. */
// Where a dialog may begin is checked in dialog-start.test.ts.
const neverOpened = new Map([
  ['library.remove: paths.*', 'a name on the list, which is taken off it'],
  ['library.restore: paths.*', 'a name that was taken off the list, which is put back'],
  ['library.relocate: path', 'a name on the list, which is only compared'],
  ['convert.forecast: target', 'the target is not looked at'],
  ['settings.change: imageFolder', 'where dialogs of the system begin'],
  ['settings.change: targetFolder', 'where dialogs of the system begin'],
  ['shell.pickFiles: startIn', 'where a dialog of the system begins'],
  ['shell.pickFolder: startIn', 'where a dialog of the system begins'],
  ['shell.pickSaveFile: startIn', 'where a dialog of the system begins'],
]);

const methods = methodsOfContract();
const places = methods.flatMap((method) =>
  method.words
    .filter(({ at }) => !noPaths.has(at.findLast((name) => name !== '*') ?? ''))
    .map((place) => ({ method, place, title: titleOf(method, place) })),
);
const opened = places.filter(({ title }) => !neverOpened.has(title));

let app: Awaited<ReturnType<typeof makeAppFolder>>;
let hidden: TempFolder;
let api: Readonly<Record<string, Readonly<Record<string, (input: unknown) => unknown>>>>;
/** The names that a page might try for a file that nobody granted. */
let tricks: ReadonlyMap<string, string>;

beforeAll(async () => {
  app = await makeAppFolder();
  hidden = await TempFolder.create();
  await writeFile(hidden.at('secret.img'), 'secret');
  await truncate(hidden.at('secret.img'), KiB);
  await mkdir(app.image('below'));
  await symlink(hidden.at('secret.img'), app.image('innocent.img'));
  await symlink(hidden.path, app.image('shortcut'));
  await symlink(hidden.at('later.img'), app.image('dangling.img'));
  const electron = await startApplication({ folder: app.folder, words: [app.image('one.img')] });
  api = (await openPageOf(electron)).api as never;
  const around = (...names: string[]) => [app.folder, ...names, path.relative(app.folder, hidden.at('secret.img'))];
  tricks = new Map([
    ['the plain name', hidden.at('secret.img')],
    ['two dots', around().join('/')],
    ['two dots behind a file', `${app.image('one.img')}/../${path.relative(app.folder, hidden.at('secret.img'))}`],
    ['two dots out of a link', `${app.image('shortcut')}/../${path.basename(hidden.path)}/secret.img`],
    ['doubled slashes', around().join('//')],
    ['a link to the file', app.image('innocent.img')],
    ['a link to the folder', app.image('shortcut/secret.img')],
    ['a link to nothing', app.image('dangling.img')],
    ['another case', hidden.at('SECRET.IMG')],
    ['a dot at the end', `${hidden.at('secret.img')}.`],
    ['a space at the end', `${hidden.at('secret.img')} `],
    ['a slash at the end', `${hidden.at('secret.img')}/`],
    ['percent signs', app.image(`%2e%2e/${path.basename(hidden.path)}/secret.img`)],
    ['backslashes', `${app.folder}\\..\\${path.basename(hidden.path)}\\secret.img`],
    ['a zero byte behind it', `${hidden.at('secret.img')}\0`],
    ['a zero byte behind what is granted', `${app.image('one.img')}\0/../${hidden.at('secret.img')}`],
    ['an address', pathToFileURL(hidden.at('secret.img')).href],
    ['the root of a process', `/proc/self/root${hidden.at('secret.img')}`],
    ['the folder of a process', `/proc/self/cwd/${path.relative(process.cwd(), hidden.at('secret.img'))}`],
    ['a relative name', path.relative(process.cwd(), hidden.at('secret.img'))],
    ['a home', '~/secret.img'],
    ['a device', '/dev/zero'],
    ['a share', '\\\\server\\share\\secret.img'],
    ['no end', `${hidden.path}/${'a/'.repeat(5000)}secret.img`],
    ['half a letter', `${hidden.path}/\ud800.img`],
  ]);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await app.remove();
  await hidden[Symbol.asyncDispose]();
});

/** Every other path is granted, so that only the one in question can be refused. */
function inputWith({ input }: Method, { at }: WordPlace, file: string): unknown {
  return input((place) => {
    const name = place.split('.').findLast((part) => part !== '*') ?? '';
    if (place === at.join('.')) return file;
    if (name === 'format' || name === 'sourceFormat') return 'raw';
    if (name === 'variant') return 'dense';
    if (noPaths.has(name)) return 'nothing';
    return ['target', 'output'].includes(name) ? app.image('new.img') : app.image('one.img');
  });
}

/** The reason of a refusal; or what was answered. */
async function outcomeOf({ area, verb, kind }: Method, input: unknown): Promise<string> {
  try {
    const answer = api[area]?.[verb]?.(input);
    if (kind === 'call') return JSON.stringify(await answer);
    for await (const item of answer as AsyncIterable<unknown>) return JSON.stringify(item);
    return 'ended';
  } catch (thrown) {
    return (thrown as { reason?: string }).reason ?? String(thrown);
  }
}

/** All files below a folder with their content; links are not followed. */
async function contentOf(folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.toSorted().map(async (file) => [file, await readFile(file, 'latin1')] as const));
}

describe('a page that names a file nobody granted', () => {
  test('has room for one in as many methods as the contract says, all of them tried here', () => {
    expect(places.length).toBeGreaterThanOrEqual(30);
    expect(places.map(({ title }) => title)).toEqual(expect.arrayContaining([...neverOpened.keys()]));
  });

  test.each(opened)('is refused by $title, whatever it looks like', async ({ method, place }) => {
    const before = await contentOf(hidden.path);
    const outcomes: (readonly [string, string])[] = [];
    for (const [name, file] of tricks) outcomes.push([name, await outcomeOf(method, inputWith(method, place, file))]);
    const isRefusal = (reason: string) => ['file.not-granted', 'host.browser-only'].includes(reason);
    expect(outcomes.filter(([, reason]) => !isRefusal(reason))).toEqual([]);
    expect(await contentOf(hidden.path)).toEqual(before);
  });

  test('has started no job with all that', async () => {
    expect(await outcomeOf({ area: 'jobs', verb: 'watch', kind: 'stream' } as Method, {})).toBe('[]');
  });

  test.each(places.filter(({ title }) => neverOpened.has(title)))(
    'gets nothing of it from $title, which opens no file',
    async ({ method, place }) => {
      const outcome = await outcomeOf(method, inputWith(method, place, hidden.at('secret.img')));
      const after = await outcomeOf({ area: 'images', verb: 'inspect', kind: 'call' } as Method, {
        path: hidden.at('secret.img'),
        format: 'raw',
      });
      expect([outcome.includes('"virtualSize"'), after]).toEqual([false, 'file.not-granted']);
    },
  );
});
