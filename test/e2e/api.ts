import { once } from 'node:events';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/connect.ts';
import { addressOf, openSocket } from '../server/web-server.ts';
import type { ServedWindow } from './window.ts';

/** A second connection to the server of a window, for what a test needs to have happened before a person looks. */
export class SecondConnection implements AsyncDisposable {
  readonly api: Api;
  readonly #socket: ReturnType<typeof openSocket>;

  private constructor(socket: ReturnType<typeof openSocket>) {
    this.#socket = socket;
    this.api = connect(contract, webSocketConnection(socket));
  }

  static async to({ url }: ServedWindow): Promise<SecondConnection> {
    const socket = openSocket(addressOf(url));
    await once(socket, 'open');
    return new SecondConnection(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
