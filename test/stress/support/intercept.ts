import fs, { constants } from 'node:fs';
import files, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import type { Bytes } from '#shared/model/bytes.ts';
import { systemCalls, type SystemCalls } from '#main/core/io/system.ts';
import { holdingHandle, type Held } from './held-handle.ts';
import { pathOf, type Hook, type Request } from './requests.ts';

/** What an interception saw besides what its hook was told. */
interface Interception extends Disposable {
  /** The files of the folder that the program holds open now. */
  readonly held: readonly string[];
  /** The files of the folder that were there and that the program opened to write into them. */
  readonly writable: ReadonlySet<string>;
  /** What the program asked for after the interception had ended: work that nobody waited for. */
  readonly late: readonly string[];
}

type Replaced = Pick<
  typeof files,
  'open' | 'stat' | 'lstat' | 'realpath' | 'statfs' | 'readdir' | 'unlink' | 'link' | 'rename'
>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Puts a hook between this process and one folder until it is disposed: whatever the program asks of the file system about
 * files in it goes through the hook, everything else passes. The exports of node:fs/promises are replaced for that, so that
 * the program is the one that people use, to the last line. Only one at a time.
 */
export function intercept(folder: string, hook: Hook): Interception {
  const held = new Map<number, Held>();
  const writable = new Set<string>();
  const late: string[] = [];
  let isOver = false;
  const isInside = (name: unknown): name is string =>
    typeof name === 'string' && (name === folder || path.dirname(name) === folder);
  const watched: Hook = {
    request(request, carryOut) {
      if (isOver) late.push(`${request.kind} ${path.basename(pathOf(request))}`);
      return isOver ? carryOut() : hook.request(request, carryOut);
    },
    system: (request, carryOut) => (isOver ? carryOut() : hook.system(request, carryOut)),
  };
  const real: Replaced = { ...files };
  const replaced = files as Mutable<Replaced>;
  const looking = (name: 'stat' | 'lstat' | 'realpath' | 'statfs') => {
    const original = real[name] as (path: string, ...rest: unknown[]) => Promise<unknown>;
    const look = (place: string, ...rest: unknown[]) =>
      isInside(place)
        ? watched.request({ kind: 'look', path: place }, () => original(place, ...rest))
        : original(place, ...rest);
    Object.assign(replaced, { [name]: look });
  };
  for (const name of ['stat', 'lstat', 'realpath', 'statfs'] as const) looking(name);
  Object.assign(replaced, {
    open: async (place: string, flags: string | number = 'r', mode?: number): Promise<FileHandle> => {
      if (!isInside(place)) return real.open(place, flags, mode);
      const file = { path: place };
      const creates = typeof flags === 'string' && flags.startsWith('w');
      const writes =
        typeof flags === 'number' ? (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0 : flags !== 'r';
      if (writes && !creates) writable.add(path.basename(place));
      return watched.request({ kind: 'open', file, creates }, async () =>
        holdingHandle(await real.open(place, flags, mode), file, watched, held),
      );
    },
    readdir: (place: string, ...rest: []) =>
      isInside(place)
        ? watched.request({ kind: 'list', path: place }, () => real.readdir(place, ...rest))
        : real.readdir(place, ...rest),
    unlink: (place: string) =>
      isInside(place) ? watched.request({ kind: 'unlink', path: place }, () => real.unlink(place)) : real.unlink(place),
    link: (place: string, to: string) =>
      isInside(place)
        ? watched.request({ kind: 'link', path: place, to }, () => real.link(place, to))
        : real.link(place, to),
    rename: (place: string, to: string) =>
      isInside(place)
        ? watched.request({ kind: 'rename', path: place, to }, () => real.rename(place, to))
        : real.rename(place, to),
  });
  syncBuiltinESMExports();
  const giveBack = [interceptTransfers(watched, held), interceptSystem(watched, held)];

  return {
    get held() {
      return [...held.values()].map((handle) => handle.file.path);
    },
    writable,
    late,
    [Symbol.dispose]() {
      isOver = true;
      Object.assign(replaced, real);
      syncBuiltinESMExports();
      for (const each of giveBack) each();
    },
  };
}

type Done = (error: unknown, transferred?: number) => void;
type Transfer = (fd: number, bytes: Uint8Array, offset: number, length: Bytes, at: Bytes, done: Done) => void;

/** The same for the transfers that the program asks for by the number of an open file. Returns what takes the hook away. */
function interceptTransfers(hook: Hook, held: ReadonlyMap<number, Held>): () => void {
  const real = { read: fs.read, write: fs.write } as unknown as Readonly<Record<'read' | 'write', Transfer>>;
  const through = (kind: 'read' | 'write'): Transfer => {
    return (fd, bytes, offset, length, at, done) => {
      const file = held.get(fd)?.file;
      if (!file) {
        real[kind](fd, bytes, offset, length, at, done);
        return;
      }
      const carryOut = (most = length): Promise<number> =>
        new Promise((resolve, reject) => {
          real[kind](fd, bytes, offset, Math.min(most, length), at, (error, transferred = 0) => {
            if (error instanceof Error) reject(error);
            else resolve(transferred);
          });
        });
      const request: Request =
        kind === 'read' ? { kind, file, length } : { kind, file, at, bytes: bytes.subarray(offset, offset + length) };
      hook.request(request, carryOut).then((transferred) => {
        done(null, transferred);
      }, done);
    };
  };
  Object.assign(fs, { read: through('read'), write: through('write') });
  return () => Object.assign(fs, real);
}

/** The same for the calls that the program makes by itself. Returns what takes the hook away. */
function interceptSystem(hook: Hook, held: ReadonlyMap<number, Held>): () => void {
  const calls = systemCalls() as Mutable<SystemCalls>;
  const real = { ...calls };
  const { reserve, punchHole } = real;
  if (reserve) {
    calls.reserve = (fd, range) => {
      const file = held.get(fd)?.file;
      if (!file) return reserve(fd, range);
      const answer = hook.system({ kind: 'reserve', file, range }, () =>
        reserve(fd, range) === 'reserved' ? 'done' : 'not done',
      );
      return answer === 'done' ? 'reserved' : answer === 'full' ? 'full' : 'unsupported';
    };
  }
  if (punchHole) {
    calls.punchHole = (fd, range) => {
      const file = held.get(fd)?.file;
      if (!file) return punchHole(fd, range);
      return hook.system({ kind: 'punch', file, range }, () => (punchHole(fd, range) ? 'done' : 'not done')) === 'done';
    };
  }
  return () => Object.assign(calls, real);
}
