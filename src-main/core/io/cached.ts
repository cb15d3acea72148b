import type { Bytes } from '#shared/model/bytes.ts';
import type { Reader } from './reader.ts';

/**
 * Keeps the pages of a reader that were used last, so that tables of any size are read in bounded memory: at most
 * `pages` pages of `pageSize` bytes, allocated as they are needed. For content that does not change underneath.
 * Reads of one page that overlap in time share its load; a load that fails is forgotten, so that it can be tried again.
 */
export function cached(reader: Reader, options: { pageSize: Bytes; pages: number }): Reader {
  const { size } = reader;
  const { pageSize } = options;
  const most = Math.max(1, options.pages);
  // A Map remembers the order of insertion: the first key is always the page that was used longest ago.
  const kept = new Map<number, Promise<Uint8Array>>();

  function page(index: number): Promise<Uint8Array> {
    const content = kept.get(index) ?? load(index);
    kept.delete(index);
    kept.set(index, content);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return content;
  }

  function load(index: number): Promise<Uint8Array> {
    const content = readPage(index);
    content.catch(() => {
      if (kept.get(index) === content) kept.delete(index);
    });
    return content;
  }

  // Without a signal: the page may have several waiting for it, and one of them giving up is no reason for the others.
  async function readPage(index: number): Promise<Uint8Array> {
    const start = index * pageSize;
    const content = new Uint8Array(Math.min(pageSize, size - start));
    await reader.read(start, content);
    return content;
  }

  return {
    size,
    async read(at, target, signal) {
      signal?.throwIfAborted();
      // The reader's own refusal names the file.
      if (!(at >= 0 && at + target.length <= size)) return reader.read(at, target, signal);
      for (let done = 0; done < target.length;) {
        const place = at + done;
        const content = await page(Math.floor(place / pageSize));
        signal?.throwIfAborted();
        const piece = content.subarray(place % pageSize, (place % pageSize) + target.length - done);
        target.set(piece, done);
        done += piece.length;
      }
    },
    ...(reader.nextData && { nextData: reader.nextData.bind(reader) }),
    ...(reader.unread && { unread: reader.unread.bind(reader) }),
  };
}
