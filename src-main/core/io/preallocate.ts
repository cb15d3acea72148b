import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GiB, type Bytes } from '#shared/model/bytes.ts';
import { systemCalls, type SystemCalls } from './system.ts';

/** The system's call blocks the thread, and finding room for a whole disk at once can take long. */
const piece = 1 * GiB;

/**
 * Makes a file at least `size` bytes long and takes the space for it. `reserved`: no later write below `size` can run out of
 * space; `extended`: the system cannot promise that, and the file only became longer; `full`: there is not enough space, and
 * the file is as it was.
 */
export async function preallocate(
  handle: FileHandle,
  size: Bytes,
  { reserve }: SystemCalls = systemCalls(),
): Promise<'reserved' | 'extended' | 'full'> {
  const before = (await handle.stat()).size;
  for (let start = 0; start < size; start += piece) {
    const outcome = reserve?.(handle.fd, { start, length: Math.min(piece, size - start) }) ?? 'unsupported';
    if (outcome === 'full') {
      await handle.truncate(before);
      return 'full';
    }
    if (outcome === 'unsupported') {
      if (before < size) await handle.truncate(size);
      return 'extended';
    }
    await nextTurn();
  }
  return 'reserved';
}
