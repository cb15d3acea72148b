import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isSameToken } from './token.ts';

/** The page sends its token as the name of a WebSocket protocol: unlike a URL, that stands in no log and no history. */
const protocolPrefix = 'platter.';

/** The path that WebSockets are opened on. */
const webSocketPath = '/rpc';

/** Whom a server lets in. */
export interface Admission {
  readonly port: number;
  readonly token: string;
}

/**
 * True for requests that name this server by a loopback name. A page of a foreign site whose own name was re-pointed
 * to 127.0.0.1 (DNS rebinding) still sends that name as Host, and ends here.
 */
export function isOwnHost(headers: IncomingHttpHeaders, port: number): boolean {
  // Browsers leave out the port that http has by itself.
  const suffix = port === 80 ? '' : `:${port}`;
  return headers.host === `127.0.0.1${suffix}` || headers.host === `localhost${suffix}`;
}

/** True when the request comes from a page this very server delivered. Browsers set Origin; pages cannot change it. */
function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
  return headers.host !== undefined && headers.origin === `http://${headers.host}`;
}

/** The one protocol of an upgrade request if it carries the right token; it is then also the protocol to answer with. */
export function admittedProtocol(protocols: Iterable<string>, token: string): string | undefined {
  const [protocol, ...others] = protocols;
  if (protocol === undefined || others.length > 0 || !protocol.startsWith(protocolPrefix)) return undefined;
  return isSameToken(protocol.slice(protocolPrefix.length), token) ? protocol : undefined;
}

/** The status that refuses an upgrade, or undefined when a WebSocket may be opened. */
export function upgradeRefusal(
  { headers, url }: Pick<IncomingMessage, 'headers' | 'url'>,
  { port, token }: Admission,
): 401 | 403 | 404 | 421 | undefined {
  if (!isOwnHost(headers, port)) return 421;
  if (!isOwnOrigin(headers)) return 403;
  if (url !== webSocketPath) return 404;
  const protocols = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
  return admittedProtocol(protocols, token) === undefined ? 401 : undefined;
}
