import { connect, type Socket } from 'node:net';
import type { Address } from '../../server/web-server.ts';

/** Longer than any limit of the server; who is not let go by then is held for ever. */
const patience = 40_000;

/** A socket below HTTP, on which nothing tidies up what is sent. */
export interface RawSocket {
  readonly socket: Socket;
  /** All that has come so far. */
  readonly received: () => Buffer;
  /** Resolves when `isEnough`, or when the other side has closed; rejects when neither happens. */
  readonly until: (isEnough: (received: Buffer) => boolean) => Promise<'enough' | 'closed'>;
}

export function openRaw({ port }: Address): RawSocket {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let isClosed = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  // A reset is an answer as well.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    tell();
  });
  socket.on('close', () => {
    isClosed = true;
    tell();
  });
  const received = () => Buffer.concat(chunks);

  return {
    socket,
    received,
    until: (isEnough) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error('no answer and no end'));
        }, patience);
        const look = () => {
          const end = isEnough(received()) ? 'enough' : isClosed ? 'closed' : undefined;
          if (end === undefined) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(end);
        };
        listeners.add(look);
        look();
      }),
  };
}
