import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { systemCalls, type DescriptorPlace, type SystemCalls } from './system.ts';

/** Where in an open file a copy begins. */
export interface FilePlace {
  readonly handle: FileHandle;
  readonly at: Bytes;
}

/** The system's call blocks the thread: pieces of this size keep a slow disk from stopping everything else. */
const pieceInSystem = 4 * MiB;
const pieceInMemory = 1 * MiB;

/**
 * Copies bytes from one file to another, or to another place in it that does not overlap. `offloaded`: the system did all of
 * it, by sharing the blocks where the file system can; `copied`: some of it went through memory.
 * Throws `file.short-read` where the source ends too early.
 */
export async function copyRange(
  from: FilePlace,
  to: FilePlace,
  length: Bytes,
  options: { signal?: AbortSignal | undefined; calls?: SystemCalls } = {},
): Promise<'offloaded' | 'copied'> {
  const { signal, calls = systemCalls() } = options;
  let buffer: Uint8Array | undefined;
  for (let done = 0; done < length;) {
    signal?.throwIfAborted();
    // After the first piece that the system could not copy it is not asked again.
    const offloaded = buffer
      ? 0
      : (calls.copyRange?.(after(from, done), after(to, done), Math.min(pieceInSystem, length - done)) ?? 0);
    if (offloaded > 0) {
      done += offloaded;
      await nextTurn();
      continue;
    }
    buffer ??= new Uint8Array(Math.min(pieceInMemory, length - done));
    done += await throughMemory(from, to, done, buffer.subarray(0, length - done));
  }
  return buffer ? 'copied' : 'offloaded';
}

async function throughMemory(from: FilePlace, to: FilePlace, done: Bytes, buffer: Uint8Array): Promise<Bytes> {
  const start = from.at + done;
  const { bytesRead } = await from.handle.read(buffer, 0, buffer.length, start);
  if (bytesRead === 0) {
    const name = 'the file to copy from';
    throw new DiskError('file.short-read', { name, size: start, start, end: start + buffer.length });
  }
  const { bytesWritten } = await to.handle.write(buffer, 0, bytesRead, to.at + done);
  return bytesWritten;
}

function after({ handle, at }: FilePlace, done: Bytes): DescriptorPlace {
  return { fd: handle.fd, at: at + done };
}
