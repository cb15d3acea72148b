import { randomBytes } from 'node:crypto';
import { messageLimit } from '#main/server/web-sockets.ts';
import type { Random } from '#test/support/random.ts';
import type { Address } from '../../server/web-server.ts';
import { openRaw, type RawSocket } from './raw-socket.ts';
import type { Target } from './target.ts';

/** A frame as RFC 6455 lays it out; everything that may be wrong with one is a parameter. */
interface Frame {
  readonly first: number;
  readonly payload: Buffer;
  readonly isMasked?: boolean;
  /** The length that is claimed, where it is not that of the payload. */
  readonly claims?: bigint;
}

function bytesOf({ first, payload, isMasked = true, claims = BigInt(payload.length) }: Frame): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const head =
    claims < 126n
      ? Buffer.from([first, mask | Number(claims)])
      : claims < 0x1_0000n
        ? Buffer.from([first, mask | 126, 0, 0])
        : Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (head.length === 4) head.writeUInt16BE(Number(claims), 2);
  if (head.length === 10) head.writeBigUInt64BE(claims, 2);
  // Masked with zeros, which is a mask like any other, and leaves the payload readable here.
  return Buffer.concat([head, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

interface Attack {
  readonly title: string;
  readonly bytes: Buffer;
  /** True where the server has to end the connection by itself. */
  readonly mustEnd: boolean;
}

function attackFrom(random: Random): Attack {
  const text = (payload: string | Buffer, more: Partial<Frame> = {}) =>
    bytesOf({ first: 0x81, payload: Buffer.from(payload), ...more });
  const request = JSON.stringify({ kind: 'request', id: 1, area: 'shell', verb: 'about', input: {} });
  const choices: readonly [() => Attack, ...(() => Attack)[]] = [
    () => ({ title: 'an unmasked frame', bytes: text(request, { isMasked: false }), mustEnd: true }),
    () => ({
      title: 'reserved bits',
      bytes: text(request, { first: 0x81 | random.pick([0x40, 0x20, 0x10, 0x70]) }),
      mustEnd: true,
    }),
    () => ({
      title: 'an unknown opcode',
      bytes: text(request, { first: 0x80 | random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) }),
      mustEnd: true,
    }),
    () => ({ title: 'binary data', bytes: text(request, { first: 0x82 }), mustEnd: true }),
    () => ({ title: 'a continuation of nothing', bytes: text(request, { first: 0x80 }), mustEnd: true }),
    () => ({
      title: 'a message inside another',
      bytes: Buffer.concat([text('{', { first: 0x01 }), text('{}')]),
      mustEnd: true,
    }),
    () => ({ title: 'a ping in parts', bytes: text('p', { first: 0x09 }), mustEnd: true }),
    () => ({
      title: 'a ping that is too long',
      bytes: text('p'.repeat(126 + random.below(1000)), { first: 0x89 }),
      mustEnd: true,
    }),
    () => ({ title: 'a goodbye with half a code', bytes: text('x', { first: 0x88 }), mustEnd: true }),
    () => ({
      title: 'a goodbye with a forbidden code',
      bytes: text(Buffer.from([0, random.below(256)]), { first: 0x88 }),
      mustEnd: true,
    }),
    () => ({ title: 'text that is not UTF-8', bytes: text(Buffer.from([0x22, 0xc3, 0x28, 0x22])), mustEnd: true }),
    () => ({
      title: 'text that is not JSON',
      bytes: text(random.pick(['', '{', 'undefined', '[1,]', '\u0000', "{'a':1}", 'NaN'])),
      mustEnd: true,
    }),
    () => ({
      title: 'a length above the limit',
      bytes: text('x', { claims: BigInt(messageLimit + 1 + random.below(1e9)) }),
      mustEnd: true,
    }),
    () => ({
      title: 'a length beyond all numbers',
      bytes: text('x', { claims: random.pick([2n ** 63n, 2n ** 64n - 1n, 2n ** 53n]) }),
      mustEnd: true,
    }),
    () => ({
      title: 'parts that together are too large',
      bytes: Buffer.concat([
        text('"', { first: 0x01 }),
        ...Array.from({ length: 17 }, () => text('x'.repeat(messageLimit / 16), { first: 0x00 })),
      ]),
      mustEnd: true,
    }),
    () => ({
      title: 'empty parts without end',
      bytes: Buffer.concat([
        text('"', { first: 0x01 }),
        ...Array.from({ length: 20_000 }, () => text('', { first: 0x00 })),
      ]),
      mustEnd: true,
    }),
    () => ({
      title: 'a frame that breaks off',
      bytes: text(request).subarray(0, 1 + random.below(20)),
      mustEnd: false,
    }),
    () => ({ title: 'less than was claimed', bytes: text('x'.repeat(100), { claims: 1000n }), mustEnd: false }),
    () => ({
      title: 'many pings',
      bytes: Buffer.concat(Array.from({ length: 5000 }, () => text('p'.repeat(125), { first: 0x89 }))),
      mustEnd: false,
    }),
    () => ({
      title: 'many pongs',
      bytes: Buffer.concat(Array.from({ length: 5000 }, () => text('', { first: 0x8a }))),
      mustEnd: false,
    }),
    () => ({ title: 'noise', bytes: Buffer.from(random.bytes(1 + random.below(4000))), mustEnd: false }),
    () => ({
      title: 'messages that say nothing',
      bytes: Buffer.concat(['null', '7', '""', '[]', '{}', 'true'].map((one) => text(one))),
      mustEnd: false,
    }),
  ];
  return random.pick(choices)();
}

/** True once the server has ended the connection: nothing that was sent has any other answer. */
function saysGoodbye(received: Buffer): boolean {
  const goodbye = 0x88;
  return received[received.indexOf('\r\n\r\n') + 4] === goodbye;
}

async function admitted(address: Address): Promise<RawSocket> {
  const raw = openRaw(address);
  const own = `127.0.0.1:${address.port}`;
  const lines = [
    'GET /rpc HTTP/1.1',
    `Host: ${own}`,
    `Origin: http://${own}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: platter.${address.token}`,
  ];
  raw.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await raw.until((received) => received.includes('\r\n\r\n'));
  return raw;
}

/** Opens a connection with the right token, sends what no client may, and gives back what is wrong with what came of it. */
export async function attackByFrames(random: Random, { address }: Target): Promise<string | undefined> {
  const { title, bytes, mustEnd } = attackFrom(random);
  const raw = await admitted(address);
  if (!raw.received().toString('latin1').startsWith('HTTP/1.1 101 ')) {
    raw.socket.destroy();
    return `${title}: the right token was refused`;
  }
  try {
    await new Promise((resolve) => raw.socket.write(bytes, resolve));
    if (mustEnd) await raw.until(saysGoodbye);
  } catch {
    return `${title}: the connection was not ended`;
  } finally {
    raw.socket.destroy();
  }
  return undefined;
}
