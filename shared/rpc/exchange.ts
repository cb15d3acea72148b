import { DiskError, fromWire } from '../errors.ts';
import type { Connection } from './define.ts';
import { idOf, serverMessage, type ClientMessage, type RequestMessage, type ServerMessage } from './envelope.ts';

/** What a client waits for. After `done` or `failed` nothing more is told. */
export interface Listener {
  item(value: unknown): void;
  done(value: unknown): void;
  failed(thrown: unknown): void;
}

/** One request under way, seen from the client. */
export interface Exchange {
  /** Lets the server send `credit` more items. */
  grant(credit: number): void;
  /** Stops listening and tells the server to stop. Nothing happens when the exchange is over. */
  cancel(): void;
}

/** A request that waits for its answer. */
export interface WaitingRequest {
  receive(message: ServerMessage): void;
  fail(thrown: unknown): void;
}

export interface Exchanges {
  /**
   * Sends a request. The listener fails with `signal.reason` when the signal aborts, with `rpc.closed` when the connection
   * closes, and with the server's error when there is one; it may fail before this returns.
   */
  open(request: Omit<RequestMessage, 'kind' | 'id'>, listener: Listener, signal?: AbortSignal): Exchange;
}

/** Matches what a connection brings to the requests that wait for it. */
export function createExchanges(connection: Connection, waiting: Map<number, WaitingRequest>): Exchanges {
  let lastId = 0;
  let closed = false;

  const unsubscribe = connection.onMessage((message) => {
    const id = idOf(message);
    const request = id === undefined ? undefined : waiting.get(id);
    if (!request) return;
    const parsed = serverMessage.safeParse(message);
    if (parsed.success) request.receive(parsed.data);
    else request.fail(new DiskError('rpc.malformed'));
  });
  void connection.closed.then(() => {
    closed = true;
    unsubscribe();
    for (const request of [...waiting.values()]) request.fail(new DiskError('rpc.closed'));
  });

  const send = (message: ClientMessage) => {
    connection.send(message);
  };

  return {
    open(request, listener, signal) {
      const id = ++lastId;

      const onAbort = () => {
        exchange.cancel();
        listener.failed(signal?.reason);
      };
      const forget = () => {
        signal?.removeEventListener('abort', onAbort);
        return waiting.delete(id);
      };
      const fail = (thrown: unknown) => {
        forget();
        listener.failed(thrown);
      };
      const receive = (message: ServerMessage) => {
        if (message.kind === 'item') listener.item(message.value);
        else if (message.kind === 'error') fail(fromWire(message.error));
        else {
          forget();
          listener.done(message.kind === 'result' ? message.value : undefined);
        }
      };
      const exchange: Exchange = {
        grant(credit) {
          if (waiting.has(id)) send({ kind: 'credit', id, credit });
        },
        cancel() {
          if (forget()) send({ kind: 'cancel', id });
        },
      };

      if (closed) fail(new DiskError('rpc.closed'));
      else if (signal?.aborted) fail(signal.reason);
      else {
        waiting.set(id, { receive, fail });
        signal?.addEventListener('abort', onAbort);
        try {
          send({ kind: 'request', id, ...request });
        } catch (thrown) {
          fail(thrown);
        }
      }
      return exchange;
    },
  };
}
