import type { Connection } from '#shared/rpc/define.ts';

/**
 * Opens a WebSocket to the server this page came from. Rejects when it cannot be opened. The token travels as the name of
 * a subprotocol, because addresses end up in logs and histories.
 */
export function openWebSocket(token: string): Promise<Connection> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`, `platter.${token}`);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      resolve();
    });
  });
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => {
      resolve(connectionOver(socket, closed));
    });
    void closed.then(() => {
      reject(new Error('The server cannot be reached.'));
    });
  });
}

function connectionOver(socket: WebSocket, closed: Promise<void>): Connection {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      const receive = ({ data }: MessageEvent<string>) => {
        listener(JSON.parse(data));
      };
      socket.addEventListener('message', receive);
      return () => {
        socket.removeEventListener('message', receive);
      };
    },
    closed,
    close: () => {
      socket.close();
    },
  };
}
