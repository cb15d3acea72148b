import { contract } from '#shared/contract/index.ts';
import { serve } from '#shared/rpc/serve.ts';
import { createFilePolicy } from '../services/file-policy.ts';
import { grantKnown } from '../services/grant-known.ts';
import { createServices } from '../services/index.ts';
import { openPersonData } from '../services/person-data.ts';
import { browserHost } from './browser-host.ts';
import { readRendererFiles } from '../page/renderer-files.ts';
import { startWebServer } from './web-server.ts';

/** What a server is started with. */
export interface ServerOptions {
  /** 1 to 65535; 0 or nothing takes a free one. */
  readonly port?: number;
  /** The folder of the built window. */
  readonly rendererFolder: string;
  /** Platter's own version, as it tells the window. */
  readonly version: string;
  /** Images given on the command line: granted, and opened by the window. */
  readonly openedPaths?: readonly string[];
  /** Where the settings and the history of jobs are kept; without it, nothing is. */
  readonly dataFolder?: string;
}

/** A served window. */
export interface Server {
  /** The address to open, with the token that lets its page in. Whoever has it may use Platter. */
  readonly url: string;
  /** Disconnects every page, ends every job and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves the window to a browser on this computer.
 * Throws `server.no-window`, `server.port-in-use` and `server.port-denied`.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { port = 0, rendererFolder, version, openedPaths = [], dataFolder } = options;
  const files = await readRendererFiles(rendererFolder);
  const policy = createFilePolicy();
  await policy.grant(openedPaths);
  const data = await openPersonData(dataFolder);
  void grantKnown(policy, data);
  const services = createServices({ ...data, policy, host: browserHost({ version, openedPaths, policy }) });
  try {
    const web = await startWebServer({
      port,
      files,
      onConnection: (connection) => {
        serve(contract, services, connection);
      },
    });
    return {
      url: web.url,
      close: async () => {
        await web.close();
        await data.close();
      },
    };
  } catch (thrown) {
    await data.close();
    throw thrown;
  }
}
