import { connect as netConnect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '#shared/rpc/define.ts';
import { isSameToken } from '#main/server/token.ts';
import { connectionLimit, messageLimit } from '#main/server/web-sockets.ts';
import { startWebServer, type WebServer } from '#main/server/web-server.ts';
import { backlogLimit } from '#main/server/websocket-connection.ts';
import { addressOf, closeCodeOf, isPortFree, openSocket, outcomeOf, type Address } from './web-server.ts';

let server: WebServer;
let address: Address;
let connections: Connection[];

beforeEach(async () => {
  connections = [];
  server = await startWebServer({ port: 0, files: new Map(), onConnection: (opened) => connections.push(opened) });
  address = addressOf(server.url);
});

afterEach(() => server.close());

/** An opened socket with the connection that the server sees. */
async function openPair() {
  const socket = openSocket(address);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  const [connection] = connections;
  if (connection === undefined) throw new Error('The server did not see the connection.');
  return { socket, connection };
}

describe('a WebSocket', () => {
  test('opens for the token, and the server answers with the same protocol', async () => {
    expect(await outcomeOf(openSocket(address))).toBe(`platter.${address.token}`);
    const localhost = { headers: { host: `localhost:${address.port}` }, origin: `http://localhost:${address.port}` };
    expect(await outcomeOf(openSocket(address, localhost))).toBe(`platter.${address.token}`);
  });

  test('is refused without the token, with another, with more than it, and with the token elsewhere', async () => {
    const { token } = address;
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    const outcomes = await Promise.all(
      [
        { protocols: [] },
        { protocols: ['platter.'] },
        { protocols: [`platter.${other}`] },
        { protocols: [token] },
        { protocols: [`platter.${token}`, 'other'] },
        { protocols: [], headers: { authorization: `Bearer ${token}`, cookie: `token=${token}` } },
      ].map((wrong) => outcomeOf(openSocket(address, wrong))),
    );
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => 401));
    expect(connections).toEqual([]);
  });

  test('has one address, which takes no token', async () => {
    const { token } = address;
    const outcomes = await Promise.all([
      outcomeOf(openSocket(address, { path: '/' })),
      outcomeOf(openSocket(address, { path: `/rpc?token=${token}` })),
      outcomeOf(openSocket(address, { path: `/rpc?token=${token}`, protocols: [] })),
    ]);
    expect(outcomes).toEqual([404, 404, 404]);
  });

  test('is refused to pages of other origins, even with the token', async () => {
    const { port } = address;
    const origins = ['https://example.org', 'null', `https://127.0.0.1:${port}`, `http://localhost:${port}`, null];
    const outcomes = await Promise.all(origins.map((origin) => outcomeOf(openSocket(address, { origin }))));
    expect(outcomes).toEqual([403, 403, 403, 403, 403]);
  });

  test('is refused under a foreign host name, even when the origin agrees with it', async () => {
    const wrong = { headers: { host: 'platter.example' }, origin: 'http://platter.example' };
    expect(await outcomeOf(openSocket(address, wrong))).toBe(421);
  });

  test('is refused when too many are open', async () => {
    const sockets = Array.from({ length: connectionLimit }, () => openSocket(address));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve))));
    expect(await outcomeOf(openSocket(address))).toBe(503);
    for (const socket of sockets) socket.terminate();
  });

  test('is ended by a message above the limit, by binary data and by what is not JSON', async () => {
    const ended = ['x'.repeat(messageLimit + 1), Buffer.from('{}'), '{"kind":', ''].map(async (message) => {
      const socket = openSocket(address);
      socket.once('open', () => {
        socket.send(message);
      });
      return closeCodeOf(socket);
    });
    expect(await Promise.all(ended)).toEqual([1009, 1003, 1007, 1007]);
    await Promise.all(connections.map(({ closed }) => closed));
  });

  test('that breaks the protocol ends alone', async () => {
    const { socket } = await openPair();
    const raw = netConnect(address.port, '127.0.0.1');
    raw.write(
      [
        'GET /rpc HTTP/1.1',
        `Host: 127.0.0.1:${address.port}`,
        `Origin: http://127.0.0.1:${address.port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
        `Sec-WebSocket-Protocol: platter.${address.token}`,
        '\r\n',
      ].join('\r\n'),
    );
    await new Promise((resolve) => raw.once('data', resolve));
    // An unmasked frame with reserved bits: what no client may send.
    raw.write(Buffer.from([0xf1, 0x01, 0x41]));
    await connections[1]?.closed;
    raw.destroy();
    expect([connections.length, socket.readyState]).toEqual([2, socket.OPEN]);
    socket.terminate();
  });

  test('carries messages both ways, in order', async () => {
    const { socket, connection } = await openPair();
    connection.onMessage((message) => {
      connection.send({ echo: message });
    });
    const echoes = new Promise((resolve) => {
      const received: unknown[] = [];
      socket.on('message', (data: Buffer) => {
        if (received.push(JSON.parse(data.toString())) === 3) resolve(received);
      });
    });
    for (const message of [1, { two: [2, null] }, 'drei']) socket.send(JSON.stringify(message));
    expect(await echoes).toEqual([{ echo: 1 }, { echo: { two: [2, null] } }, { echo: 'drei' }]);
    socket.terminate();
  });

  test('whose page does not read is disconnected before the backlog grows without bound', async () => {
    const { socket, connection } = await openPair();
    socket.pause();
    const message = 'x'.repeat(1024 * 1024);
    let sent = 0;
    const state = { open: true };
    void connection.closed.then(() => (state.open = false));
    while (state.open && sent < 100) {
      connection.send(message);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await connection.closed;
    // The rest went into the buffers of the system.
    expect(sent * message.length).toBeLessThan(backlogLimit * 3);
    socket.terminate();
  });

  test('whose page reads gets a message whole that is larger than the backlog may be', async () => {
    const { socket, connection } = await openPair();
    const message = 'x'.repeat(backlogLimit * 3);
    const received = new Promise<number>((resolve) => {
      socket.once('message', (data: Buffer) => {
        resolve(data.length);
      });
    });
    connection.send(message);
    expect(await received).toBe(message.length + 2);
    socket.terminate();
  });

  test('that vanished settles its connection, which then sends into nothing', async () => {
    const { socket, connection } = await openPair();
    socket.terminate();
    await connection.closed;
    expect(() => {
      connection.send({});
    }).not.toThrow();
  });
});

describe('a server that closes', () => {
  test('says goodbye to its pages and frees its port', async () => {
    const { socket } = await openPair();
    const code = closeCodeOf(socket);
    await server.close();
    expect([await code, await isPortFree(address.port)]).toEqual([1001, true]);
  });

  test('does not wait for a page that never answers', async () => {
    const { socket, connection } = await openPair();
    socket.pause();
    await server.close();
    await connection.closed;
    socket.terminate();
  });
});

test('two servers have two tokens, and one cannot have the port of the other', async () => {
  const other = await startWebServer({ port: 0, files: new Map(), onConnection: () => undefined });
  const { token } = addressOf(other.url);
  await other.close();
  expect([isSameToken(token, address.token), isSameToken(token, token), token.length]).toEqual([false, true, 43]);
  await expect(
    startWebServer({ port: address.port, files: new Map(), onConnection: () => undefined }),
  ).rejects.toMatchObject({ reason: 'server.port-in-use', facts: { port: address.port } });
});
