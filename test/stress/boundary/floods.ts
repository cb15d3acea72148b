import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { openSocket } from '../../server/web-server.ts';
import { openRaw } from './raw-socket.ts';
import type { Target } from './target.ts';

/** What a process may grow by under a flood: the backlog of a page, what its answers are made of, and room for the collector. */
const mostGrowth: Bytes = 256 * MiB;

/** What a flood came to. */
export interface Flood {
  readonly tried: number;
  readonly losses: readonly string[];
  readonly grownBy: Bytes;
}

/** Runs a flood and watches what the process takes meanwhile. */
async function watched(target: Target, title: string, flood: (losses: string[]) => Promise<number>): Promise<Flood> {
  const losses: string[] = [];
  const before = (await target.memory()) ?? 0;
  let highest = before;
  const timer = setInterval(() => {
    void target.memory().then((now = 0) => (highest = Math.max(highest, now)));
  }, 20);
  const tried = await flood(losses);
  clearInterval(timer);
  const grownBy = highest - before;
  if (grownBy > mostGrowth) losses.push(`${title}: the server grew by ${String(Math.round(grownBy / MiB))} MiB`);
  return { tried, losses, grownBy };
}

const request = (id: number, area: string, verb: string) =>
  JSON.stringify({ kind: 'request', id, area, verb, input: {}, credit: 4 });

/** So many calls at once: each is answered, with its result or with a refusal. */
export function manyCalls(target: Target, count: number): Promise<Flood> {
  return watched(target, 'many calls', async (losses) => {
    const socket = openSocket(target.address);
    await once(socket, 'open');
    const answered = new Set<number>();
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const { id, kind } = JSON.parse(data.toString()) as { id: number; kind: string };
        if (kind === 'result' || kind === 'error') answered.add(id);
        if (answered.size === count) resolve();
      });
      socket.once('close', () => {
        resolve();
      });
    });
    for (let id = 1; id <= count; id += 1) socket.send(request(id, 'shell', 'about'));
    await all;
    socket.terminate();
    if (answered.size < count)
      losses.push(`many calls: ${String(count - answered.size)} of ${String(count)} unanswered`);
    return count;
  });
}

/** A page that asks without end and reads nothing is cut off. */
export function slowReader(target: Target, most: number): Promise<Flood> {
  return watched(target, 'a page that does not read', async (losses) => {
    const socket = openSocket(target.address);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.pause();
    let sent = 0;
    // A server that has given up takes nothing more, so that what is sent piles up here.
    while (sent < most && socket.bufferedAmount < MiB) {
      for (let index = 0; index < 50; index += 1) socket.send(request((sent += 1), 'formats', 'list'));
      await sleep(5);
    }
    socket.resume();
    const outcome = await Promise.race([closed, sleep(20_000, undefined, { ref: false })]);
    if (outcome === undefined) losses.push(`a page that does not read was kept through ${String(sent)} calls`);
    socket.terminate();
    return 1;
  });
}

/** Pages that come, listen to everything and vanish leave nothing behind. */
export function reconnectStorm(target: Target, count: number): Promise<Flood> {
  return watched(target, 'a storm of connections', async (losses) => {
    const before = (await target.openHandles()) ?? 0;
    for (let done = 0; done < count; done += 8) {
      const sockets = Array.from({ length: 8 }, () => openSocket(target.address));
      await Promise.all(
        sockets.map(async (socket) => {
          socket.on('error', () => undefined);
          await Promise.race([once(socket, 'open'), once(socket, 'close')]);
          for (const [id, area] of ['jobs', 'library', 'settings'].entries()) {
            if (socket.readyState === socket.OPEN) socket.send(request(id + 1, area, 'watch'));
          }
          socket.terminate();
        }),
      );
    }
    await target.serves();
    for (let waited = 0; waited < 100 && ((await target.openHandles()) ?? 0) > before + 2; waited += 1)
      await sleep(100);
    const after = (await target.openHandles()) ?? 0;
    if (after > before + 2) losses.push(`a storm of connections left ${String(after - before)} handles open`);
    return count;
  });
}

/** Strangers that say nothing, or say it letter by letter, lose their sockets. */
export function slowStrangers(target: Target, count: number): Promise<Flood> {
  return watched(target, 'slow strangers', async (losses) => {
    const strangers = Array.from({ length: count }, () => openRaw(target.address));
    let letters = 0;
    const dribble = setInterval(() => {
      letters += 1;
      for (const [index, { socket }] of strangers.entries()) {
        if (index % 2 === 0 && socket.writable) socket.write(letters === 1 ? 'GET / HTTP/1.1\r\nX-Slow: ' : 'x');
      }
    }, 500);
    await target.serves();
    const ends = await Promise.allSettled(strangers.map((stranger) => stranger.until(() => false)));
    clearInterval(dribble);
    for (const { socket } of strangers) socket.destroy();
    const kept = ends.filter(({ status }) => status === 'rejected').length;
    if (kept > 0) losses.push(`slow strangers: ${String(kept)} of ${String(count)} kept their sockets`);
    return count;
  });
}
