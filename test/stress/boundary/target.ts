import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { contract, type Api } from '#shared/contract/index.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { connect } from '#shared/rpc/connect.ts';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { addressOf, makeRendererFolder, openSocket, type Address } from '../../server/web-server.ts';

/** What stands in every file that nobody granted, and must be in no answer. */
export const secret = 'platter-secret-7f3a';

/** As the script below says it. */
const servedVersion = '1.2.3';
const script = fileURLToPath(new URL('../../support/serve-process.ts', import.meta.url));

/** A served window as a process of its own, with a page that behaves and must not notice anything. */
export interface Target extends AsyncDisposable {
  readonly address: Address;
  /** The one image that is granted. */
  readonly granted: string;
  /** A file that is not, beside the folder of the granted one. */
  readonly hidden: string;
  /** Rejects unless the page that behaves still gets its answers. */
  readonly serves: () => Promise<void>;
  /** What the process has in memory; undefined where the system does not tell. */
  readonly memory: () => Promise<Bytes | undefined>;
  /** Sockets and files that it has open; undefined where the system does not tell. */
  readonly openHandles: () => Promise<number | undefined>;
}

export async function startTarget(): Promise<Target> {
  const folder = await TempFolder.create();
  const window = await makeRendererFolder();
  const hiddenFolder = await TempFolder.create();
  const granted = folder.at('given.img');
  const hidden = hiddenFolder.at('secret.img');
  await writeFile(granted, Buffer.alloc(MiB));
  await writeFile(hidden, secret.repeat(512));
  const words = [script, window.folder, folder.at('data'), granted];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const address = addressOf(url);
  const socket = openSocket(address);
  await once(socket, 'open');
  const api: Api = connect(contract, webSocketConnection(socket), { validateResults: true });
  const ofProcess = (name: string) => `/proc/${String(child.pid)}/${name}`;

  return {
    address,
    granted,
    hidden,
    async serves() {
      const { version } = await api.shell.about({}, AbortSignal.timeout(30_000));
      if (version !== servedVersion) throw new Error('another window answered');
    },
    async memory() {
      const status = await readFile(ofProcess('status'), 'utf8').catch(() => '');
      const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
      return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
    },
    openHandles: () =>
      readdir(ofProcess('fd')).then(
        (names) => names.length,
        () => undefined,
      ),
    async [Symbol.asyncDispose]() {
      socket.terminate();
      child.kill('SIGKILL');
      await exited;
      await window.remove();
      await folder[Symbol.asyncDispose]();
      await hiddenFolder[Symbol.asyncDispose]();
    },
  };
}
