import type { RawData, WebSocket } from 'ws';
import type { Connection } from '#shared/rpc/define.ts';
import { copyOfMessage } from '#shared/rpc/message-copy.ts';

/**
 * What may pile up for a reader that does not read, in bytes: one that has not taken that much when something more is to be sent is
 * disconnected. A single message may be larger, since a page that reads takes its time for it too.
 */
export const backlogLimit = 8 * 1024 * 1024;

const unsupportedData = 1003;
const invalidPayload = 1007;

/** A WebSocket as the transport of calls: one JSON text per message. What is not JSON text ends the connection. */
export function webSocketConnection(socket: WebSocket): Connection {
  const listeners = new Set<(message: unknown) => void>();
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      listeners.clear();
      resolve();
    });
  });
  // Protocol errors end in 'close' as well, which is all that matters here; unheard, 'error' would end the process.
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) {
      socket.close(unsupportedData);
      return;
    }
    const parsed = parse(data);
    if (parsed === undefined) socket.close(invalidPayload);
    else for (const listener of [...listeners]) listener(parsed.message);
  });
  return {
    send: (message) => {
      const text = JSON.stringify(copyOfMessage(message));
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > backlogLimit) socket.terminate();
      else socket.send(text);
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closed,
    close: () => {
      socket.close();
    },
  };
}

function parse(data: RawData): { readonly message: unknown } | undefined {
  try {
    // Text frames arrive as one Buffer, since the socket's binaryType is Node's default.
    return { message: JSON.parse((data as Buffer).toString('utf8')) };
  } catch {
    return undefined;
  }
}
