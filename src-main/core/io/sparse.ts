import type { FileHandle } from 'node:fs/promises';
import { clip, endOf, KiB, MiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { systemCalls, type SystemCalls } from './system.ts';

/** Holes below this are read as data: finding them costs more than reading them. */
const smallestHole = 64 * KiB;
/** Bounds the time of one call on a file that is all small holes; the next call goes on where it ended. */
const mostMerges = 1024;
const zerosAtOnce = 1 * MiB;

/**
 * The first run of stored bytes of an open file of `size` bytes that ends after `from`, clipped to start there; undefined when
 * only holes follow. Runs with less than 64 KiB between them count as one. Where the system cannot tell: all the rest.
 * The system calls come last here and below, so that tests can take them away.
 */
export function nextDataRun(
  fd: number,
  from: Bytes,
  size: Bytes,
  calls: SystemCalls = systemCalls(),
): ByteRange | undefined {
  if (from >= size) return undefined;
  const first = rawRun(fd, from, size, calls);
  if (!first) return undefined;
  let end = endOf(first);
  for (let merges = 0; merges < mostMerges && end < size; merges += 1) {
    const next = rawRun(fd, end, size, calls);
    if (!next || next.start - end >= smallestHole) break;
    end = endOf(next);
  }
  return { start: first.start, length: end - first.start };
}

/** One run as the system gives it, inside the bounds asked for; all the rest where the system cannot tell. */
function rawRun(fd: number, from: Bytes, size: Bytes, { dataRun }: SystemCalls): ByteRange | undefined {
  const run = dataRun ? dataRun(fd, from, size) : 'unknown';
  if (run === undefined) return undefined;
  if (run === 'unknown') return { start: from, length: size - from };
  const start = Math.max(run.start, from);
  return { start, length: Math.min(endOf(run), size) - start };
}

/** Lets a new file have holes; without it, Windows fills every gap with stored zeros. */
export function allowHoles(fd: number): void {
  systemCalls().allowHoles?.(fd);
}

/**
 * Makes a range of a file read as zeros, giving its space back where the system can (`punched`) and writing zeros where it
 * cannot (`zeroed`). The size stays; what lies beyond it is left out.
 */
export async function punchHole(
  handle: FileHandle,
  range: ByteRange,
  calls: SystemCalls = systemCalls(),
): Promise<'punched' | 'zeroed'> {
  const { start, length } = clip(range, (await handle.stat()).size);
  if (length === 0 || calls.punchHole?.(handle.fd, { start, length })) return 'punched';
  const zeros = new Uint8Array(Math.min(length, zerosAtOnce));
  for (let done = 0; done < length;) {
    const { bytesWritten } = await handle.write(zeros, 0, Math.min(zeros.length, length - done), start + done);
    done += bytesWritten;
  }
  return 'zeroed';
}
