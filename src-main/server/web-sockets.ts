import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import type { Connection } from '#shared/rpc/define.ts';
import { admittedProtocol, upgradeRefusal, type Admission } from './admission.ts';
import { startHeartbeat } from './heartbeat.ts';
import { webSocketConnection } from './websocket-connection.ts';

/** The largest message taken from a page, in bytes. Requests are short; a larger one is a mistake or an attack. */
export const messageLimit = 1024 * 1024;
/** Windows that may be open at the same time. */
export const connectionLimit = 16;
/** How long a page may take to say goodbye, in milliseconds, before its socket is cut. */
const closeTimeout = 1000;

/** The WebSocket side of a server. */
export interface WebSockets {
  /** Takes the upgrade requests of an http server. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends every connection, and resolves when all are closed. */
  close(): Promise<void>;
}

/** Opens a connection for each upgrade request that the admission lets in, up to the limit. */
export function acceptWebSockets(admission: Admission, onConnection: (connection: Connection) => void): WebSockets {
  // The library's types do not know closeTimeout yet.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: messageLimit,
    closeTimeout,
    // Compression would let a few kilobytes of a page become the whole limit in memory, and loopback needs none.
    perMessageDeflate: false,
    handleProtocols: (protocols) => admittedProtocol(protocols, admission.token) ?? false,
  };
  const server = new WebSocketServer(options);
  const stopHeartbeat = startHeartbeat(server.clients);

  return {
    upgrade: (request, socket, head) => {
      const refusal = upgradeRefusal(request, admission);
      if (refusal !== undefined) refuse(socket, refusal);
      else if (server.clients.size >= connectionLimit) refuse(socket, 503);
      else
        server.handleUpgrade(request, socket, head, (opened) => {
          onConnection(webSocketConnection(opened));
        });
    },
    close: async () => {
      stopHeartbeat();
      const goingAway = 1001;
      const closed = [...server.clients].map(
        (client) =>
          new Promise<void>((resolve) => {
            client.once('close', () => {
              resolve();
            });
            client.close(goingAway);
          }),
      );
      server.close();
      await Promise.all(closed);
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  // A peer that is gone already is no news: the socket was to be closed anyway.
  socket.on('error', () => undefined);
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
