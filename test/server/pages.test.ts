import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { connect as netConnect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { isOwnHost } from '#main/server/admission.ts';
import { readRendererFiles } from '#main/page/renderer-files.ts';
import { socketLimit, startWebServer, type WebServer } from '#main/server/web-server.ts';
import { addressOf, ask, makeRendererFolder } from './web-server.ts';

let server: WebServer;
let port: number;
let window: Awaited<ReturnType<typeof makeRendererFolder>>;

beforeAll(async () => {
  window = await makeRendererFolder();
  await symlink(path.join(window.folder, '../secret.json'), path.join(window.folder, 'link.json'));
  server = await startWebServer({
    port: 0,
    files: await readRendererFiles(window.folder),
    onConnection: (connection) => {
      connection.close();
    },
  });
  port = addressOf(server.url).port;
});

afterAll(async () => {
  await server.close();
  await window.remove();
});

describe('the pages of the server', () => {
  test('are delivered with every header that keeps others out', async () => {
    const { status, headers, body } = await ask(port, '/');
    expect({ status, headers, body }).toMatchObject({
      status: 200,
      body: '<!doctype html><title>Platter</title>',
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      },
    });
  });

  test('are delivered by their whole path, whatever the query', async () => {
    const answers = await Promise.all(['/index.html', '/assets/index.js?v=1'].map((target) => ask(port, target)));
    expect(answers.map(({ status, headers }) => [status, headers['content-type']])).toEqual([
      [200, 'text/html; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
    ]);
  });

  test('answer HEAD with the headers alone', async () => {
    const { status, headers, body } = await ask(port, '/assets/index.js', { method: 'HEAD' });
    expect([status, headers['content-length'], body]).toEqual([200, '10', '']);
  });

  test.for([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/..\\secret.json',
    '//etc/passwd',
    '/link.json',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/constructor',
    'http://127.0.0.1/index.html',
  ])('never leave their folder: %s is not found', async (target) => {
    expect(await ask(port, target)).toMatchObject({ status: 404, body: '' });
  });

  test.for(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('refuse the method %s', async (method) => {
    expect(await ask(port, '/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' }, body: '' });
  });

  test('wait for no body of a request that is refused', async () => {
    const socket = netConnect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000000000\r\n\r\nthe beginning`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    await once(socket, 'close');
    expect(first.toString()).toMatch(/^HTTP\/1\.1 405 .*\r\nconnection: close\r\n/is);
  });

  test.for(['platter.example', '127.0.0.1', 'localhost', '127.0.0.1:1', '[::1]:80', '127.0.0.1.example'])(
    'refuse the host name %s, as of a re-pointed foreign name',
    async (host) => {
      expect(await ask(port, '/', { headers: { host } })).toMatchObject({ status: 421, body: '' });
    },
  );

  test('know the name localhost', async () => {
    expect(await ask(port, '/', { headers: { host: `localhost:${port}` } })).toMatchObject({ status: 200 });
  });
});

test('the port that http has by itself is left out of host names', () => {
  const hosts = ['127.0.0.1', 'localhost', 'localhost:80', 'platter.example'];
  expect(hosts.map((host) => isOwnHost({ host }, 80))).toEqual([true, true, false, false]);
});

describe('a folder without a page', () => {
  test('is refused before anything listens', async () => {
    const assets = path.join(window.folder, 'assets');
    await expect(readRendererFiles(assets)).rejects.toMatchObject({ reason: 'server.no-window' });
    await expect(readRendererFiles(path.join(assets, 'none'))).rejects.toMatchObject({ reason: 'server.no-window' });
  });
});

test('strangers who open sockets and say nothing take no more than their part of them', async () => {
  const sockets = Array.from({ length: socketLimit + 20 }, () => netConnect(port, '127.0.0.1'));
  let closed = 0;
  for (const socket of sockets) socket.on('error', () => undefined).once('close', () => (closed += 1));
  await vi.waitFor(() => {
    expect(closed).toBeGreaterThanOrEqual(20);
  });
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => {
    expect(await ask(port, '/')).toMatchObject({ status: 200 });
  });
});
