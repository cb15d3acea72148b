import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as netConnect } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket, type ClientOptions } from 'ws';

/** What came back for one request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where a server listens, and the token its page would read from the address. */
export interface Address {
  readonly port: number;
  readonly token: string;
}

export function addressOf(url: string): Address {
  const { port, hash } = new URL(url);
  return { port: Number(port), token: hash.replace('#token=', '') };
}

/** A folder as a build leaves it, in a temporary place, with a secret beside it that no request may reach. */
export async function makeRendererFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const outer = await mkdtemp(path.join(tmpdir(), 'platter-window-'));
  const folder = path.join(outer, 'renderer');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Platter</title>');
  await writeFile(path.join(folder, 'assets/index.js'), 'export {};');
  await writeFile(path.join(outer, 'secret.json'), '"secret"');
  return { folder, remove: () => rm(outer, { recursive: true }) };
}

/** A request whose path goes out exactly as given: no client library tidies `..` away. */
export function ask(
  port: number,
  target: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {} } = options;
    const request = httpRequest(
      { host: '127.0.0.1', port, path: target, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0, headers: answered } = response;
          resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** Opens a WebSocket as the page would; every part can be replaced by a wrong one. */
export function openSocket(
  { port, token }: Address,
  wrong: { protocols?: string[]; headers?: Record<string, string>; path?: string; origin?: string | null } = {},
): WebSocket {
  const { protocols = [`platter.${token}`], headers = {}, path: target = '/rpc', origin } = wrong;
  const options: ClientOptions = { headers };
  if (origin !== null) options.origin = origin ?? `http://127.0.0.1:${port}`;
  return new WebSocket(`ws://127.0.0.1:${port}${target}`, protocols, options);
}

/** Resolves to the protocol a socket was opened with, or to the HTTP status that refused it. */
export function outcomeOf(socket: WebSocket): Promise<string | number> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('open', () => {
      resolve(socket.protocol);
      socket.terminate();
    });
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
  });
}

/** Resolves to the code a socket is closed with. */
export function closeCodeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', resolve);
  });
}

/** True when nothing listens on the port any more. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = netConnect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => {
      resolve(true);
    });
  });
}
