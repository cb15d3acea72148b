import { createServer } from 'node:http';
import type { Connection } from '#shared/rpc/define.ts';
import { listen, loopback } from './listen.ts';
import { pageHandler } from './page-handler.ts';
import type { RendererFiles } from '../page/renderer-files.ts';
import { createToken } from './token.ts';
import { acceptWebSockets } from './web-sockets.ts';

/**
 * What strangers may take: whoever reaches the loopback address needs no token to open sockets, and each takes a file handle that
 * jobs need. Pages are a few requests without a body, so whoever is slower than this is not a page. Milliseconds and bytes.
 */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16 * 1024,
} as const;

/** Sockets at the same time, windows among them. More are closed unheard. */
export const socketLimit = 256;

/** What a web server shows and whom it tells. */
export interface WebServerOptions {
  readonly port: number;
  readonly files: RendererFiles;
  /** Called for every page that opened a WebSocket with the right token. */
  readonly onConnection: (connection: Connection) => void;
}

/** A server that listens. */
export interface WebServer {
  /** The address of the page. The token stands in the fragment, which browsers never send anywhere. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the window and its connections on the loopback address. Throws what `listen` throws. */
export async function startWebServer({ port: wanted, files, onConnection }: WebServerOptions): Promise<WebServer> {
  const server = createServer(limits, pageHandler(files));
  server.maxConnections = socketLimit;
  const port = await listen(server, wanted);
  const token = createToken();
  const webSockets = acceptWebSockets({ port, token }, onConnection);
  server.on('upgrade', webSockets.upgrade);

  return {
    url: `http://${loopback}:${port}/#token=${token}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      await webSockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
