import { once } from 'node:events';
import type { Connection } from '#shared/rpc/define.ts';
import { startWebServer } from '#main/server/web-server.ts';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { describeConnection } from '../rpc/cases.ts';
import { addressOf, openSocket } from './web-server.ts';

describeConnection('a WebSocket through the server', async () => {
  const opened = Promise.withResolvers<Connection>();
  const server = await startWebServer({ port: 0, files: new Map(), onConnection: opened.resolve });
  const socket = openSocket(addressOf(server.url));
  await once(socket, 'open');
  return { client: webSocketConnection(socket), server: await opened.promise, dispose: () => server.close() };
});
