import { mkdtemp, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import type { Host } from '#main/services/host.ts';
import { createServices } from '#main/services/index.ts';
import { openPersonData, type PersonData } from '#main/services/person-data.ts';
import { createWindowRequests } from '#main/services/window-requests.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import { DiskError } from '#shared/errors.ts';
import { MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { connect } from '#shared/rpc/connect.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';

/** A host without dialogs that notes what it is asked. */
function createNotingHost(): Host & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const note = (what: string, input: unknown) => {
    asked.push([what, input]);
    return Promise.resolve({});
  };
  return {
    asked,
    about: () =>
      Promise.resolve({
        host: 'browser',
        version: '1.2.3',
        platform: 'linux',
        homeFolder: '/home',
        separator: '/',
        openedPaths: [],
      }),
    pickFiles: () => Promise.resolve({ paths: ['/picked.vdi'] }),
    pickFolder: ({ startIn }) => Promise.resolve({ path: startIn ?? null }),
    pickSaveFile: ({ suggestedName, startIn = '/' }) =>
      Promise.resolve({ path: path.posix.join(startIn, suggestedName) }),
    listFolder: ({ path: folder }) => Promise.resolve({ path: folder, parent: null, entries: [] }),
    grant: (input) => note('grant', input),
    showInFolder: (input) => note('showInFolder', input),
    requests: (_, signal) => createWindowRequests().watch(signal),
  };
}

let root: string;
let source: string;
let data: PersonData;
let policy: FilePolicy;
let host: ReturnType<typeof createNotingHost>;
let api: Api;

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'platter-services-')));
  source = path.join(root, 'source.img');
  await writeFile(source, 'content');
  await truncate(source, MiB);
  data = await openPersonData(path.join(root, 'data'));
  policy = createFilePolicy();
  host = createNotingHost();
  const [client, server] = createPair();
  serve(contract, createServices({ ...data, policy, host }), server);
  api = connect(contract, client, { validateResults: true });
});
afterEach(async () => {
  await data.board.close();
  await data.settings.close();
  await rm(root, { recursive: true });
});

/** Waits until every job has ended. */
async function endedJobs(): Promise<readonly JobSnapshot[]> {
  for await (const jobs of api.jobs.watch({})) if (jobs.every(({ endedAt }) => endedAt !== undefined)) return jobs;
  throw new Error('the board was closed');
}

test('The catalogue of formats crosses the connection whole.', async () => {
  const formats = await api.formats.list({});
  expect(formats.map(({ id }) => id)).toContain('raw');
  expect(formats.every(({ variants }) => variants.length > 0)).toBe(true);
});

describe('An image', () => {
  test('that was not granted is not even looked for.', async () => {
    await expect(api.images.inspect({ path: source, format: 'raw' })).rejects.toThrow(
      new DiskError('file.not-granted', { path: source }),
    );
  });

  test('that was granted is inspected.', async () => {
    await policy.grant([source]);
    expect(await api.images.inspect({ path: source, format: 'raw' })).toMatchObject({
      path: source,
      format: 'raw',
      virtualSize: MiB,
    });
  });
});

describe('A conversion', () => {
  const input = () => ({ source, sourceFormat: 'raw', target: path.join(root, 'target.img'), format: 'raw' });

  test('is planned and started only with a granted source and a granted place for its target.', async () => {
    const refused = { reason: 'file.not-granted' };
    await expect(api.convert.plan(input())).rejects.toMatchObject(refused);
    await expect(api.convert.start(input())).rejects.toMatchObject(refused);
    await policy.grant([source]);
    const elsewhere = { ...input(), target: path.join(os.tmpdir(), 'target.img') };
    await expect(api.convert.plan(elsewhere)).rejects.toMatchObject(refused);
    await expect(api.convert.start(elsewhere)).rejects.toMatchObject(refused);
    expect(await endedJobs()).toEqual([]);
  });

  test('to a name that nothing has replaces no extents of another image, however often it is asked to.', async () => {
    await policy.grant([source]);
    const data = path.join(root, 'mine-flat.vmdk');
    await writeFile(data, 'the disk of somebody');
    const replacing = { ...input(), target: path.join(root, 'mine.vmdk'), format: 'vmdk', overwrite: true } as const;
    const flat = { ...replacing, variant: 'monolithicFlat' };
    await expect(api.convert.plan(flat)).rejects.toMatchObject({ reason: 'file.not-granted', facts: { path: data } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await api.convert.start(flat);
      const [job] = await endedJobs();
      expect(job?.state).toMatchObject({ kind: 'failed', error: { reason: 'target.exists' } });
    }
    expect(await readFile(data, 'utf8')).toBe('the disk of somebody');
    await policy.grant([root]);
    expect((await api.convert.plan(flat)).clashes).toEqual([data]);
    await api.convert.start(flat);
    expect((await endedJobs())[0]?.state.kind).toBe('succeeded');
  });

  test('runs as a job to its end, and its result may be inspected and shown.', async () => {
    await policy.grant([source]);
    const { id } = await api.convert.start(input());
    const [job] = await endedJobs();
    expect(job).toMatchObject({ id, operation: 'convert', state: { kind: 'succeeded', result: { verified: true } } });
    const { target } = input();
    expect(await api.images.inspect({ path: target, format: 'raw' })).toMatchObject({ virtualSize: MiB });
    await api.shell.showInFolder({ path: target });
    expect(host.asked).toEqual([['showInFolder', { path: target }]]);
  });

  test('over an existing neighbour is planned as a clash, and replaced only when that file or its folder was granted.', async () => {
    const { target } = input();
    await writeFile(target, 'precious');
    await policy.grant([source]);
    expect(await api.convert.plan(input())).toMatchObject({ clashes: [target] });
    const refused = { reason: 'file.not-granted' };
    await expect(api.convert.plan({ ...input(), overwrite: true })).rejects.toMatchObject(refused);
    await expect(api.convert.start({ ...input(), overwrite: true })).rejects.toMatchObject(refused);
    await policy.grant([root]);
    await api.convert.start({ ...input(), overwrite: true });
    expect(await endedJobs()).toMatchObject([{ state: { kind: 'succeeded' } }]);
  });

  test('is forecast with a granted source only, wherever its target would lie.', async () => {
    const elsewhere = { ...input(), target: path.join(os.tmpdir(), 'target.img') };
    await expect(api.convert.forecast(elsewhere)).rejects.toMatchObject({ reason: 'file.not-granted' });
    await policy.grant([source]);
    expect(await api.convert.forecast(elsewhere)).toMatchObject({ expectedBytes: 64 * 1024 });
  });

  test('that failed stays on the list until it is dismissed.', async () => {
    await policy.grant([source]);
    const { target } = input();
    await writeFile(target, 'precious');
    const { id } = await api.convert.start(input());
    expect(await endedJobs()).toMatchObject([{ state: { kind: 'failed', error: { reason: 'target.exists' } } }]);
    await api.jobs.cancel({ id });
    await api.jobs.dismiss({ id });
    expect(await endedJobs()).toEqual([]);
    await expect(api.jobs.dismiss({ id })).rejects.toThrow(new DiskError('job.unknown', { id }));
  });
});

describe('A job', () => {
  const input = () => ({ source, sourceFormat: 'raw', target: path.join(root, 'target.img'), format: 'raw' });

  /** What a new process knows: the history, and no grant. */
  async function beginAgain(): Promise<void> {
    await data.board.close();
    data = await openPersonData(path.join(root, 'data'));
    policy = createFilePolicy();
    const [client, server] = createPair();
    serve(contract, createServices({ ...data, policy, host }), server);
    api = connect(contract, client, { validateResults: true });
  }

  test('that ended is tried again with what it was given, and its new result may be shown.', async () => {
    await policy.grant([source]);
    const { target } = input();
    await writeFile(target, 'precious');
    const failed = await api.convert.start(input());
    await endedJobs();
    await rm(target);
    const retried = await api.jobs.retry(failed);
    expect(await endedJobs()).toMatchObject([
      { id: retried.id, input: input(), state: { kind: 'succeeded' } },
      { id: failed.id, state: { kind: 'failed' } },
    ]);
    await api.shell.showInFolder({ path: target });
  });

  test('of an earlier process is shown in its folder as well, unless its file is gone.', async () => {
    await policy.grant([source]);
    const { id } = await api.convert.start(input());
    await endedJobs();
    await beginAgain();
    const { target } = input();
    await api.jobs.showInFolder({ id });
    expect(host.asked).toEqual([['showInFolder', { path: target }]]);
    await rm(target);
    await expect(api.jobs.showInFolder({ id })).rejects.toMatchObject({
      reason: 'file.missing',
      facts: { path: target },
    });
    await expect(api.jobs.showInFolder({ id: 'none' })).rejects.toMatchObject({ reason: 'job.unknown' });
  });

  test('of an earlier process is tried again, though nothing of it was granted in this one.', async () => {
    await policy.grant([source]);
    const { id } = await api.convert.start(input());
    await endedJobs();
    await rm(input().target);
    await beginAgain();
    expect(await endedJobs()).toMatchObject([{ id, state: { kind: 'succeeded' } }]);
    await expect(api.convert.start(input())).rejects.toMatchObject({ reason: 'file.not-granted' });
    await api.jobs.retry({ id });
    expect(await endedJobs()).toMatchObject([{ state: { kind: 'succeeded' } }, { id }]);
    await expect(api.images.inspect({ path: source, format: 'raw' })).rejects.toMatchObject({
      reason: 'file.not-granted',
    });
  });

  test('that is not there cannot be paused, resumed, moved or tried again.', async () => {
    const refused = { reason: 'job.unknown', facts: { id: 'none' } };
    for (const verb of ['pause', 'resume', 'retry'] as const)
      await expect(api.jobs[verb]({ id: 'none' })).rejects.toMatchObject(refused);
    await expect(api.jobs.reorder({ id: 'none', before: null })).rejects.toMatchObject(refused);
  });

  test('waits while as many run as the settings say, and is moved, paused and resumed by the window.', async () => {
    await policy.grant([root]);
    await api.settings.change({ parallelJobs: 1 });
    const started: { readonly id: string }[] = [];
    for (const name of ['a.img', 'b.img', 'c.img', 'd.img'])
      started.push(await api.convert.start({ ...input(), target: path.join(root, name) }));
    const [a = { id: '' }, , c, d = { id: '' }] = started;
    await api.jobs.reorder({ id: d.id, before: c?.id ?? null });
    await api.jobs.pause(a);
    await api.jobs.resume(a);
    const ended = await endedJobs();
    expect(ended.map(({ state }) => state.kind)).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
    const begun = ended.toSorted((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0)).map(({ id }) => id);
    expect([begun[0], begun.indexOf(d.id) < begun.indexOf(c?.id ?? '')]).toEqual([a.id, true]);
  });
});

test('Notices about the history come as a whole list, which is empty while all is well.', async () => {
  for await (const notices of api.jobs.notices({})) {
    expect(notices).toEqual([]);
    break;
  }
});

describe('The settings', () => {
  test('are read, changed in part, and seen by whoever watches.', async () => {
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { settings } of api.settings.watch({})) {
        seen.push(settings.theme);
        if (settings.theme === 'dark') break;
      }
    })();
    expect(await api.settings.get({})).toEqual({ settings: defaultSettings, notice: null });
    const changed = { settings: { ...defaultSettings, theme: 'dark' }, notice: null };
    expect(await api.settings.change({ theme: 'dark' })).toEqual(changed);
    await watching;
    expect([seen.at(-1), await api.settings.get({})]).toEqual(['dark', changed]);
  });

  test.each([
    ['too many jobs', { parallelJobs: 9 }],
    ['no job at all', { parallelJobs: 0 }],
    ['half a job', { parallelJobs: 1.5 }],
    ['another theme', { theme: 'sepia' }],
    ['a folder without a name', { targetFolder: '' }],
    ['a level that does not exist', { compressionLevel: 0 }],
    ['a setting that does not exist', { volume: 11 }],
  ])('refuse %s, and stay as they are.', async (_, change) => {
    await expect(api.settings.change(change as object)).rejects.toMatchObject({ reason: 'input.invalid' });
    expect((await api.settings.get({})).settings).toEqual(defaultSettings);
  });

  test('grant nothing: a folder in them is no folder that may be read.', async () => {
    await api.settings.change({ imageFolder: root, targetFolder: root });
    await expect(api.images.inspect({ path: source, format: 'raw' })).rejects.toMatchObject({
      reason: 'file.not-granted',
    });
  });
});

describe('The shell', () => {
  test('answers as its host does.', async () => {
    expect(await api.shell.about({})).toMatchObject({ host: 'browser', version: '1.2.3' });
    expect(await api.shell.pickFiles({})).toEqual({ paths: ['/picked.vdi'] });
    expect(await api.shell.pickFolder({})).toEqual({ path: null });
    expect(await api.shell.pickSaveFile({ suggestedName: 'report.json', startIn: '/disks' })).toEqual({
      path: '/disks/report.json',
    });
    expect(await api.shell.listFolder({ path: '/disks' })).toMatchObject({ path: '/disks' });
    await api.shell.grant({ paths: ['/a'] });
    expect(host.asked).toEqual([['grant', { paths: ['/a'] }]]);
  });

  test('shows only what was granted.', async () => {
    await expect(api.shell.showInFolder({ path: source })).rejects.toMatchObject({ reason: 'file.not-granted' });
    expect(host.asked).toEqual([]);
  });
});
