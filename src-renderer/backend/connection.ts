import type { Connection } from '#shared/rpc/define.ts';
import './preload.ts';
import { takeToken } from './token.ts';
import { openWebSocket } from './web-socket.ts';

/** Opens a connection; called again after each loss. */
export type Open = () => Promise<Connection>;

/**
 * The way to the main process: over the preload script in the desktop program, over a WebSocket in a browser. Undefined when
 * the page was opened in a browser without the token that its server asks for.
 */
export function findConnection(): Open | undefined {
  const bridge = window.platter;
  if (bridge) return () => Promise.resolve(bridge);
  const token = takeToken();
  return token === undefined ? undefined : () => openWebSocket(token);
}
