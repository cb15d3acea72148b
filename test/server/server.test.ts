import { once } from 'node:events';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { contract, type Api } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/connect.ts';
import { entryLimit } from '#main/server/list-folder.ts';
import { startServer, type Server } from '#main/server/server.ts';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { addressOf, isPortFree, makeRendererFolder, openSocket } from './web-server.ts';

let window: Awaited<ReturnType<typeof makeRendererFolder>>;
let images: string;
let server: Server;
let api: Api;

beforeEach(async () => {
  window = await makeRendererFolder();
  images = await mkdtemp(path.join(tmpdir(), 'platter-images-'));
  await writeFile(path.join(images, 'given.img'), Buffer.alloc(1024));
  await writeFile(path.join(images, 'picked.img'), Buffer.alloc(1024));
  server = await startServer({
    rendererFolder: window.folder,
    version: '1.2.3',
    openedPaths: [path.join(images, 'given.img')],
  });
  api = await openApi();
});

afterEach(async () => {
  await server.close();
  await window.remove();
  await rm(images, { recursive: true });
});

async function openApi(): Promise<Api> {
  const socket = openSocket(addressOf(server.url));
  await once(socket, 'open');
  return connect(contract, webSocketConnection(socket), { validateResults: true });
}

describe('the served window', () => {
  test('learns its host, and the images of the command line', async () => {
    expect(await api.shell.about({})).toEqual({
      host: 'browser',
      version: '1.2.3',
      platform: process.platform,
      homeFolder: homedir(),
      separator: path.sep,
      openedPaths: [path.join(images, 'given.img')],
    });
  });

  test('opens the images of the command line once, and not again with every load of its page', async () => {
    expect((await api.shell.about({})).openedPaths).toEqual([path.join(images, 'given.img')]);
    const again = await openApi();
    expect((await again.shell.about({})).openedPaths).toEqual([]);
  });

  test('reads what was given or picked in it, and nothing else', async () => {
    const inspect = (name: string) => api.images.inspect({ path: path.join(images, name), format: 'raw' });
    expect(await inspect('given.img')).toMatchObject({ format: 'raw', virtualSize: 1024 });
    await expect(inspect('picked.img')).rejects.toMatchObject({ reason: 'file.not-granted' });
    await api.shell.grant({ paths: [path.join(images, 'picked.img')] });
    expect(await inspect('picked.img')).toMatchObject({ format: 'raw', virtualSize: 1024 });
  });

  test('lists folders for its picker: folders first, links as what they lead to, dead links not', async () => {
    await mkdir(path.join(images, 'vm 10'));
    await mkdir(path.join(images, 'vm 9'));
    await symlink(path.join(images, 'given.img'), path.join(images, 'alias.img'));
    await symlink(path.join(images, 'gone.img'), path.join(images, 'dead.img'));
    const { path: listed, parent, entries } = await api.shell.listFolder({ path: `${images}/vm 9/..` });
    expect({ listed, parent, entries: entries.map(({ name, kind }) => [name, kind]) }).toEqual({
      listed: images,
      parent: path.dirname(images),
      entries: [
        ['vm 9', 'folder'],
        ['vm 10', 'folder'],
        ['alias.img', 'file'],
        ['given.img', 'file'],
        ['picked.img', 'file'],
      ],
    });
    expect(entries.find(({ name }) => name === 'given.img')).toMatchObject({
      path: path.join(images, 'given.img'),
      size: 1024,
    });
    expect((await api.shell.listFolder({ path: '/' })).parent).toBeNull();
  });

  test('is told why a folder cannot be listed', async () => {
    await expect(api.shell.listFolder({ path: 'images' })).rejects.toMatchObject({ reason: 'input.invalid' });
    const missing = path.join(images, 'none');
    for (const path of [missing, `${images}\0`])
      await expect(api.shell.listFolder({ path })).rejects.toMatchObject({ reason: 'file.missing' });
    const crowded = path.join(images, 'crowded');
    await mkdir(crowded);
    const names = Array.from({ length: entryLimit + 1 }, (_, index) => path.join(crowded, `${index}`));
    await Promise.all(names.map((name) => mkdir(name)));
    await expect(api.shell.listFolder({ path: crowded })).rejects.toMatchObject({ reason: 'host.folder-too-large' });
  });

  test('has no native dialogs and no file manager', async () => {
    const refusal = { reason: 'host.desktop-only', code: 'denied' };
    await expect(api.shell.pickFiles({})).rejects.toMatchObject(refusal);
    await expect(api.shell.pickFolder({})).rejects.toMatchObject(refusal);
    await expect(api.shell.pickSaveFile({ suggestedName: 'report.json' })).rejects.toMatchObject(refusal);
    await expect(api.shell.showInFolder({ path: path.join(images, 'given.img') })).rejects.toMatchObject(refusal);
  });

  test('finds its jobs again after a reload', async () => {
    const source = path.join(images, 'given.img');
    const { id } = await api.convert.start({ source, sourceFormat: 'raw', target: `${source}.vdi` });
    const reloaded = await openApi();
    for await (const [job] of reloaded.jobs.watch({})) {
      expect(job).toMatchObject({ id, operation: 'convert' });
      if (job?.state.kind !== 'queued' && job?.state.kind !== 'running') break;
    }
  });
});

describe('a server that closes', () => {
  test('ends the jobs, refuses the calls that wait, frees its port and leaves nothing open', async () => {
    const source = path.join(images, 'given.img');
    await api.convert.start({ source, sourceFormat: 'raw', target: `${source}.vdi` });
    const waiting = api.jobs.watch({})[Symbol.asyncIterator]();
    await waiting.next();
    const rest = (async () => {
      for (;;) await waiting.next();
    })();
    const refused = expect(rest).rejects.toMatchObject({ reason: 'rpc.closed' });
    await server.close();
    await refused;
    expect(await isPortFree(addressOf(server.url).port)).toBe(true);
    await vi.waitFor(() => {
      const left = process.getActiveResourcesInfo();
      expect(left.filter((name) => /TCP|Server|Worker/.test(name))).toEqual([]);
    });
  });

  test('has let nothing listen when its window is missing', async () => {
    const rendererFolder = path.join(window.folder, 'none');
    await expect(startServer({ rendererFolder, version: '' })).rejects.toMatchObject({
      reason: 'server.no-window',
      facts: { path: rendererFolder },
    });
  });
});
