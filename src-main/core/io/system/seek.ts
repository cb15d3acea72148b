import type { Bytes } from '#shared/model/bytes.ts';
import type { Library, SystemCalls } from '../system.ts';

type Seek = (fd: number, offset: Bytes, whence: number) => number;

/**
 * Finds stored runs with SEEK_DATA and SEEK_HOLE. Moves the descriptor's own offset, which nothing here uses.
 * Only ENXIO says "no data from here on". Any other error leaves the question open, so that a lost errno makes a file look
 * full, never empty.
 */
export function seekingDataRun(
  koffi: Library,
  seek: Seek,
  whence: { data: number; hole: number },
): NonNullable<SystemCalls['dataRun']> {
  return (fd, from, size) => {
    const start = seek(fd, from, whence.data);
    if (start < 0) return koffi.errno() === koffi.os.errno['ENXIO'] ? undefined : 'unknown';
    if (start >= size) return undefined;
    const end = seek(fd, start, whence.hole);
    return end < 0 ? 'unknown' : { start, length: Math.min(end, size) - start };
  };
}
