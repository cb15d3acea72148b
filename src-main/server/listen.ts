import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DiskError } from '#shared/errors.ts';
import { systemCode } from '../core/io/file-errors.ts';

/** The one address Platter listens on: reachable from this computer only. */
export const loopback = '127.0.0.1';

/**
 * Starts listening on the loopback address; port 0 takes a free one. Resolves to the port.
 * Throws `server.port-in-use` and `server.port-denied`.
 */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, loopback, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'EADDRINUSE') throw new DiskError('server.port-in-use', { port }, { cause: thrown });
    if (code === 'EACCES') throw new DiskError('server.port-denied', { port }, { cause: thrown });
    throw thrown;
  }
  return (server.address() as AddressInfo).port;
}
