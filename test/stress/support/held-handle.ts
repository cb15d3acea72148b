import type { FileHandle } from 'node:fs/promises';
import type { Bytes } from '#shared/model/bytes.ts';
import type { HeldFile, Hook } from './requests.ts';

/** An open handle of the program, for as long as it is open. */
export interface Held {
  readonly file: HeldFile;
}

/**
 * The same handle, with all that is done through it going through a hook. A flush does not reach the medium: it would take
 * milliseconds, and the system does not crash here.
 */
export function holdingHandle(handle: FileHandle, file: HeldFile, hook: Hook, held: Map<number, Held>): FileHandle {
  const { fd } = handle;
  const own = { file };
  held.set(fd, own);
  const real = {
    read: handle.read.bind(handle) as Transfer,
    write: handle.write.bind(handle) as unknown as Transfer,
    truncate: handle.truncate.bind(handle),
    stat: handle.stat.bind(handle) as (options?: object) => Promise<unknown>,
    readFile: handle.readFile.bind(handle) as (options?: string) => Promise<unknown>,
    close: handle.close.bind(handle),
  };
  const flush = () => hook.request({ kind: 'flush', file }, () => Promise.resolve());
  return Object.assign(handle, {
    read: (target: Uint8Array, offset: number, length: Bytes, at: Bytes) =>
      hook.request({ kind: 'read', file, length }, (most = length) =>
        real.read(target, offset, Math.min(most, length), at),
      ),
    write(source: Uint8Array, offset: number, length: Bytes, at: Bytes) {
      const bytes = source.subarray(offset, offset + length);
      return hook.request({ kind: 'write', file, at, bytes }, (most = length) =>
        real.write(source, offset, Math.min(most, length), at),
      );
    },
    truncate: (size: Bytes) => hook.request({ kind: 'truncate', file, size }, () => real.truncate(size)),
    stat: (options?: object) => hook.request({ kind: 'look', path: file.path }, () => real.stat(options)),
    readFile: (options?: string) => hook.request({ kind: 'read', file, length: 0 }, () => real.readFile(options)),
    sync: flush,
    datasync: flush,
    close: () =>
      // May be called again, as before; only what closes something is a request.
      held.get(fd) === own
        ? hook.request({ kind: 'close', file }, async () => {
            held.delete(fd);
            await real.close();
          })
        : real.close(),
  });
}

type Transfer = (bytes: Uint8Array, offset: number, length: Bytes, at: Bytes) => Promise<unknown>;
