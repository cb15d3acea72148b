import type { WebSocket } from 'ws';

const interval = 15_000;

/** Pings the sockets and ends those that left the last ping unanswered: a lid that was closed sends no goodbye. */
export function startHeartbeat(sockets: ReadonlySet<WebSocket>, milliseconds = interval): () => void {
  const awaiting = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (awaiting.has(socket)) {
        socket.terminate();
        continue;
      }
      awaiting.add(socket);
      socket.once('pong', () => awaiting.delete(socket));
      socket.ping();
    }
  }, milliseconds);
  return () => {
    clearInterval(timer);
  };
}
