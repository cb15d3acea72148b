import type { Random } from '#test/support/random.ts';
import type { Address } from '../../server/web-server.ts';
import { openRaw } from './raw-socket.ts';
import { secret, type Target } from './target.ts';

const methods = [
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'CONNECT',
  'BREW',
  'get',
  '',
] as const;
const targets = [
  '/',
  '/index.html',
  '/assets/index.js?v=1',
  '/rpc',
  '/../secret.json',
  '/assets/../../secret.json',
  '/%2e%2e/secret.json',
  '/..%2fsecret.json',
  '/..\\secret.json',
  '/%00/../secret.json',
  '//127.0.0.1/secret.json',
  'http://example.org/',
  'file:///etc/passwd',
  '*',
  '/ü\u0000',
  `/${'a'.repeat(12_000)}`,
  '/ /',
] as const;
const versions = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.11',
  'FTP/1.1',
  '',
] as const;

/** One request, as it is sent, and what must not come of it. */
interface Attack {
  readonly title: string;
  readonly text: string;
  /** False where the request names another host, or carries no right to what it asks for. */
  readonly mayGetPage: boolean;
  /** What is sent is one request to some and two to others: the second must not be answered. */
  readonly isAmbiguous?: boolean;
}

/** An ordinary request with anything wrong in it. */
function strangeRequest(random: Random, { port }: Address): Attack {
  const method = random.pick(methods);
  const target = random.pick(targets);
  const own = `127.0.0.1:${port}`;
  const hosts = [
    own,
    own,
    `localhost:${port}`,
    'platter.example',
    `${own}.`,
    `${own}@example.org`,
    `[::1]:${port}`,
    '',
    `x ${own}`,
  ];
  const host = random.pick(hosts as [string, ...string[]]);
  const smuggled = `GET /index.html HTTP/1.1\r\nHost: ${own}\r\n\r\n`;
  const extras = [
    '',
    '',
    `Referer: http://${own}/#token=x\r\n`,
    `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
    `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
    `Content-Length: +5\r\n\r\nabcde${smuggled}`,
    `Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`,
    `X-Folded: a\r\n b\r\n`,
    `X Bad: a\r\n`,
    `: nameless\r\n`,
    `X-Large: ${'x'.repeat(100_000)}\r\n`,
    'X-Many: x\r\n'.repeat(4000),
    'Expect: 100-continue\r\nContent-Length: 4\r\n',
    'Expect: the unexpected\r\n',
    'X-Zero: \u0000\r\n',
    `Host: platter.example\r\n`,
    'Range: bytes=0-0,1-1,2-2\r\n',
  ] as const;
  const extra = random.pick(extras);
  return {
    title: `${method} ${target.slice(0, 40)} as ${host} with ${JSON.stringify(extra.slice(0, 40))}`,
    text: `${method} ${target} ${random.pick(versions)}\r\nHost: ${host}\r\n${extra}\r\n`,
    mayGetPage: host === own || host === `localhost:${port}`,
    isAmbiguous: extra.includes(smuggled),
  };
}

/** A request to become a WebSocket with one thing wrong in it; all else is as the page sends it. */
function wrongUpgrade(random: Random, { port, token }: Address): Attack {
  const own = `127.0.0.1:${port}`;
  const right = {
    line: 'GET /rpc HTTP/1.1',
    Host: own,
    Origin: `http://${own}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol': `platter.${token}`,
  };
  const at = random.below(token.length);
  const almost = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
  const none = { 'Sec-WebSocket-Protocol': 'none' };
  const defects: readonly [Partial<typeof right>, ...Record<string, string>[]] = [
    { 'Sec-WebSocket-Protocol': `platter.${almost}` },
    { 'Sec-WebSocket-Protocol': `platter.${token.slice(0, at)}` },
    { 'Sec-WebSocket-Protocol': `platter.${token}x` },
    { 'Sec-WebSocket-Protocol': `platter.${token}, platter.${token}` },
    { 'Sec-WebSocket-Protocol': `platter.${almost}, platter.${token}` },
    { 'Sec-WebSocket-Protocol': token },
    { 'Sec-WebSocket-Protocol': 'platter.' },
    { ...none, Referer: `http://${own}/#token=${token}` },
    { ...none, Referer: `http://${own}/?token=${token}` },
    { ...none, Cookie: `token=${token}` },
    { ...none, Authorization: `Bearer ${token}` },
    { ...none, line: `GET /rpc?token=${token} HTTP/1.1` },
    { ...none, line: `GET /rpc#token=${token} HTTP/1.1` },
    { Origin: 'https://example.org' },
    { Origin: 'null' },
    { Origin: `http://127.0.0.1:${port + 1}` },
    { Origin: `http://localhost:${port}` },
    { Origin: `http://${own}.example.org` },
    { Origin: '' },
    { Host: 'platter.example', Origin: 'http://platter.example' },
    { Host: `platter.example:${port}`, Origin: `http://platter.example:${port}` },
    { Host: `127.0.0.1.example.org:${port}`, Origin: `http://127.0.0.1.example.org:${port}` },
    { line: 'GET / HTTP/1.1' },
    { line: 'GET /rpc/ HTTP/1.1' },
    { line: 'GET /RPC HTTP/1.1' },
    { line: 'GET //rpc HTTP/1.1' },
    { line: 'POST /rpc HTTP/1.1' },
    { 'Sec-WebSocket-Version': '12' },
    { 'Sec-WebSocket-Key': 'short' },
    { Upgrade: 'h2c' },
  ];
  const defect = random.pick(defects);
  const { line, ...headers } = { ...right, ...defect };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return {
    title: `an upgrade with ${JSON.stringify(defect).replaceAll(token, 'TOKEN')}`,
    text: `${line}\r\n${lines.join('\r\n')}\r\n\r\n`,
    mayGetPage: false,
  };
}

/** Sends one seeded request and gives back what is wrong with what came of it. */
export async function attackByRequest(random: Random, { address }: Target): Promise<string | undefined> {
  const attack = random.below(2) === 0 ? strangeRequest(random, address) : wrongUpgrade(random, address);
  const raw = openRaw(address);
  raw.socket.write(attack.text, 'latin1');
  // With this side closed, the server says what it has to say, and goes.
  raw.socket.end();
  try {
    await raw.until(() => false);
  } catch {
    return `${attack.title}: neither answered nor closed`;
  } finally {
    raw.socket.destroy();
  }
  const answer = raw.received().toString('latin1');
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  const wrong = (what: string) => `${attack.title}: ${what}, answered with ${statuses.join(', ')}`;
  if (statuses.includes(101)) return wrong('let in');
  if (answer.includes(secret) || answer.includes(address.token)) return wrong('a secret came back');
  if (statuses.includes(200) && !attack.mayGetPage) return wrong('a page came back');
  if (statuses.includes(200) && !answer.includes("default-src 'none'")) return wrong('a page without its policy');
  if (attack.isAmbiguous === true && statuses.filter((status) => status === 200).length > 1) return wrong('smuggled');
  if (statuses.some((status) => status === 500 || status === 301 || status === 302)) return wrong('not refused');
  return undefined;
}
