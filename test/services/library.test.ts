import { copyFile, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import { grantKnown } from '#main/services/grant-known.ts';
import type { Host } from '#main/services/host.ts';
import { createServices } from '#main/services/index.ts';
import { openPersonData, type PersonData } from '#main/services/person-data.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import { MiB } from '#shared/model/bytes.ts';
import type { ListedImage } from '#shared/model/library.ts';
import { connect } from '#shared/rpc/connect.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
let data: PersonData;
let policy: FilePolicy;
let api: Api;

/** A process of Platter: nothing is granted in it but what is known from earlier ones. */
async function start(): Promise<void> {
  data = await openPersonData(folder.at('data'));
  policy = createFilePolicy();
  await grantKnown(policy, data);
  const [client, server] = createPair();
  // No host is asked for anything here.
  serve(contract, createServices({ ...data, policy, host: {} as Host }), server);
  api = connect(contract, client, { validateResults: true });
}

function stop(): Promise<void> {
  return data.close();
}

beforeEach(async () => {
  folder = await TempFolder.create();
  await start();
});
afterEach(async () => {
  await stop();
  await folder[Symbol.asyncDispose]();
});

/** Makes a VDI image of one mebibyte, as a job does. */
async function makeVdi(name: string): Promise<string> {
  const source = folder.at('source.img');
  await writeFile(source, 'content');
  await truncate(source, MiB);
  await policy.grant([source]);
  const target = folder.at(name);
  await api.convert.start({ source, sourceFormat: 'raw', target });
  await jobsEnded();
  await rm(source);
  return target;
}

async function jobsEnded(): Promise<void> {
  for await (const jobs of api.jobs.watch({})) if (jobs.every(({ endedAt }) => endedAt !== undefined)) return;
}

async function listed(): Promise<readonly ListedImage[]> {
  for await (const { images } of api.library.watch({})) return images;
  return [];
}

const open = (path: string, openedAt = 1) => api.library.open({ path, openedAt });
const notGranted = { reason: 'file.not-granted' };

test('What a job says of an image at the last moment is noted before the list is closed.', async () => {
  const disk = await makeVdi('disk.vdi');
  await open(disk);
  const { library } = data;
  const [change, close] = [library.change.bind(library), library.close.bind(library)];
  const order: string[] = [];
  vi.spyOn(library, 'change').mockImplementation(async (asked) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await change(asked);
    order.push('noted');
  });
  vi.spyOn(library, 'close').mockImplementation(() => {
    order.push('closed');
    return close();
  });
  data.board.start('check', { path: disk });
  await jobsEnded();
  await stop();
  expect(order).toEqual(['noted', 'closed']);
  await start();
});

describe('An image that is opened', () => {
  test('is on the list with its facts, after a restart too, where it may be read without being picked again.', async () => {
    const disk = await makeVdi('disk.vdi');
    const { virtualSize } = await open(disk);
    expect(virtualSize).toBe(MiB);
    await stop();
    await start();
    expect(await listed()).toMatchObject([
      { path: disk, openedAt: 1, image: { format: 'vdi', virtualSize: MiB }, health: null, whereabouts: 'there' },
    ]);
    expect(await api.images.inspect({ path: disk })).toMatchObject({ path: disk, format: 'vdi' });
  });

  test('has to be granted, and no page puts another one on the list.', async () => {
    const disk = await makeVdi('disk.vdi');
    await stop();
    await rm(folder.at('data'), { recursive: true });
    await start();
    await expect(open(disk)).rejects.toMatchObject(notGranted);
    await expect(api.library.relocate({ path: disk, to: disk })).rejects.toMatchObject(notGranted);
    expect(await listed()).toEqual([]);
  });

  test('is looked at but not remembered where it may only be read, since what is remembered is granted in full.', async () => {
    const listedPath = await makeVdi('top.vdi');
    const parent = folder.at('parent.vdi');
    await copyFile(listedPath, parent);
    await open(listedPath);
    await policy.grantReading([parent]);
    expect(await open(parent)).toMatchObject({ path: parent, format: 'vdi' });
    await expect(api.library.relocate({ path: listedPath, to: parent })).rejects.toMatchObject(notGranted);
    expect((await listed()).map(({ path }) => path)).toEqual([listedPath]);
  });

  test('is listed when it is damaged, so that it can be found again, but not when it is no image.', async () => {
    const disk = await makeVdi('disk.vdi');
    await truncate(disk, 600);
    await writeFile(folder.at('letter.txt'), 'Dear reader');
    await policy.grant([folder.path]);
    await expect(open(disk)).rejects.toMatchObject({ code: 'damaged' });
    await expect(open(folder.at('letter.txt'))).rejects.toMatchObject({ reason: 'probe.unknown' });
    await expect(open(folder.at('gone.vdi'))).rejects.toMatchObject({ reason: 'file.missing' });
    expect(await listed()).toMatchObject([{ path: disk, image: null, whereabouts: 'there' }]);
  });

  test('from the future of a page is no newer than now.', async () => {
    const disk = await makeVdi('disk.vdi');
    const before = Date.now();
    await open(disk, before * 2);
    const [entry] = await listed();
    expect(entry?.openedAt).toBeGreaterThanOrEqual(before);
    expect(entry?.openedAt).toBeLessThan(before * 2);
  });

  test('is not listed by a mere look, but a look keeps the facts of a listed one fresh.', async () => {
    const disk = await makeVdi('disk.vdi');
    await api.images.inspect({ path: disk });
    expect(await listed()).toEqual([]);
    await open(disk);
    await api.maintain.compact({ path: disk });
    await jobsEnded();
    const { fileSize } = await api.images.inspect({ path: disk });
    expect(await listed()).toMatchObject([{ openedAt: 1, image: { fileSize } }]);
    await rm(disk);
    await expect(api.images.inspect({ path: disk })).rejects.toMatchObject({ reason: 'file.missing' });
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([{ whereabouts: 'missing' }]);
    });
  });
});

test('The verdict of a check is remembered, also when its job left the list.', async () => {
  const disk = await makeVdi('disk.vdi');
  await open(disk);
  const { id } = await api.maintain.check({ path: disk });
  await jobsEnded();
  await vi.waitFor(async () => {
    expect(await listed()).toMatchObject([{ health: { found: { fatal: 0, damage: 0 } } }]);
  });
  await api.jobs.dismiss({ id });
  await stop();
  await start();
  expect(await listed()).toMatchObject([{ health: { found: { fatal: 0, damage: 0 } } }]);
});

describe('An image that was taken off the list', () => {
  test('is put back as it was, with what a check found, to its place.', async () => {
    const [disk, other] = [await makeVdi('disk.vdi'), await makeVdi('other.vdi')];
    await open(disk, 1);
    await open(other, 2);
    await api.maintain.check({ path: disk });
    await jobsEnded();
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([{ path: other }, { path: disk, health: { found: { damage: 0 } } }]);
    });
    const before = await listed();
    await api.library.remove({ paths: [disk] });
    expect((await listed()).map(({ path }) => path)).toEqual([other]);
    await api.library.restore({ paths: [disk] });
    expect(await listed()).toEqual(before);
    await stop();
    await start();
    expect((await listed()).map(({ path }) => path)).toEqual([other, disk]);
  });

  test('is not put back a second time, nor is one that never was there.', async () => {
    const disk = await makeVdi('disk.vdi');
    await api.library.restore({ paths: [disk] });
    expect(await listed()).toEqual([]);
    await open(disk, 1);
    await api.library.remove({ paths: [disk] });
    await open(disk, 5);
    await api.library.restore({ paths: [disk] });
    expect(await listed()).toMatchObject([{ openedAt: 5 }]);
    await api.library.remove({ paths: [disk] });
    await api.library.restore({ paths: [disk] });
    await api.library.restore({ paths: [disk] });
    expect(await listed()).toMatchObject([{ openedAt: 5 }]);
  });
});

describe('An image that was moved', () => {
  test('is missing, is found by the person, and is the same one from then on.', async () => {
    const disk = await makeVdi('disk.vdi');
    await open(disk);
    await mkdir(folder.at('archive'));
    const moved = folder.at('archive/disk.vdi');
    await rename(disk, moved);
    await api.library.look({});
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([{ path: disk, whereabouts: 'missing' }]);
    });
    await expect(api.library.relocate({ path: disk, to: moved })).rejects.toMatchObject(notGranted);
    await policy.grant([moved]);
    expect(await api.library.relocate({ path: disk, to: moved })).toMatchObject({ path: moved, format: 'vdi' });
    expect(await listed()).toMatchObject([{ path: moved, openedAt: 1, whereabouts: 'there' }]);
    await expect(api.library.relocate({ path: disk, to: moved })).rejects.toMatchObject({
      reason: 'library.not-listed',
    });
  });

  test('is not taken for one of another format.', async () => {
    const disk = await makeVdi('disk.vdi');
    const other = await makeVdi('other.vmdk');
    await open(disk);
    await rm(disk);
    await expect(api.library.relocate({ path: disk, to: other })).rejects.toMatchObject({
      reason: 'library.other-format',
      facts: { path: disk, to: other, expected: 'VDI', found: 'VMDK' },
    });
    expect(await listed()).toMatchObject([{ path: disk }]);
  });

  test('and came back by itself is granted again as soon as somebody looks.', async () => {
    const disk = await makeVdi('disk.vdi');
    await open(disk);
    await stop();
    await rename(disk, folder.at('elsewhere.vdi'));
    // Nothing but the list may grant it.
    await rm(folder.at('data/jobs'), { recursive: true });
    await start();
    await rename(folder.at('elsewhere.vdi'), disk);
    await expect(api.images.inspect({ path: disk })).rejects.toMatchObject(notGranted);
    await api.library.look({});
    expect(await api.images.inspect({ path: disk })).toMatchObject({ format: 'vdi' });
  });
});

describe('After a restart', () => {
  test('an image that was removed from the list stays removed, and is not granted.', async () => {
    const disk = await makeVdi('disk.vdi');
    await open(disk);
    await api.library.remove({ paths: [disk] });
    await stop();
    await rm(folder.at('data/jobs'), { recursive: true });
    await start();
    expect(await listed()).toEqual([]);
    await expect(api.images.inspect({ path: disk })).rejects.toMatchObject(notGranted);
  });

  test('a folder in the place of an image grants nothing of what is in it.', async () => {
    const disk = await makeVdi('disk.vdi');
    await open(disk);
    await stop();
    await rm(disk);
    await mkdir(disk);
    await writeFile(folder.at('disk.vdi/inside.img'), 'content');
    await start();
    expect(await listed()).toMatchObject([{ whereabouts: 'missing' }]);
    await expect(api.images.inspect({ path: folder.at('disk.vdi/inside.img') })).rejects.toMatchObject(notGranted);
  });

  test('what a job made may be looked at; what a job only wished to make may not.', async () => {
    const disk = await makeVdi('disk.vdi');
    const precious = folder.at('precious.vdi');
    await writeFile(precious, 'precious');
    await api.convert.start({ source: disk, target: precious });
    await jobsEnded();
    await stop();
    await start();
    expect(await api.images.inspect({ path: disk })).toMatchObject({ format: 'vdi' });
    await expect(api.images.inspect({ path: precious })).rejects.toMatchObject(notGranted);
  });

  test('a name that leads nowhere hinders nobody.', async () => {
    const [disk, other] = [await makeVdi('disk.vdi'), await makeVdi('other.vdi')];
    await open(disk, 1);
    await open(other, 2);
    await stop();
    await rm(disk);
    await symlink(folder.at('nothing'), disk);
    await start();
    expect(await listed()).toMatchObject([
      { path: other, whereabouts: 'there' },
      { path: disk, whereabouts: 'missing' },
    ]);
  });
});
