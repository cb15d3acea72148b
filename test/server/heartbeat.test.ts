import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startHeartbeat } from '#main/server/heartbeat.ts';

test('a socket that leaves a ping unanswered is ended; one that answers stays', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const alive = new WebSocket(url);
  const silent = new WebSocket(url, { autoPong: false });
  await Promise.all([once(alive, 'open'), once(silent, 'open')]);
  const stop = startHeartbeat(server.clients, 50);
  await once(silent, 'close');
  // The third one comes only to a socket that answered the first two.
  for (let ping = 1; ping <= 3; ping += 1) await once(alive, 'ping');
  expect(alive.readyState).toBe(alive.OPEN);
  stop();
  alive.terminate();
  server.close();
});
