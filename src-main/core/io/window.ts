import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Reader } from './reader.ts';

/**
 * A part of a reader as a reader of its own: its byte 0 is `range.start`, and nothing outside the range can be reached.
 * A range that goes beyond the reader is allowed; reading there is refused by the reader, in the file's own name.
 */
export function window(reader: Reader, range: ByteRange): Reader {
  const { start, length: size } = range;

  function nextData(from: Bytes): ByteRange | undefined {
    const run = reader.nextData?.(start + from);
    if (!run || run.start >= start + size) return undefined;
    return { start: run.start - start, length: Math.min(endOf(run), start + size) - run.start };
  }

  return {
    size,
    async read(at, target, signal) {
      const end = at + target.length;
      if (!(at >= 0 && end <= size)) {
        const name = `the part of the file that starts at byte ${String(start)}`;
        throw new DiskError('file.short-read', { name, size, start: at, end });
      }
      await reader.read(start + at, target, signal);
    },
    ...(reader.nextData && { nextData }),
  };
}
