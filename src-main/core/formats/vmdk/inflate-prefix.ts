import type { Bytes } from '#shared/model/bytes.ts';

/**
 * Inflates as much of a zlib stream as can be, at most `most` bytes. What comes out of an unharmed beginning is right; behind
 * damage, which may be noticed late, it may not be. By pako, since Node's zlib keeps to itself what it had before an error;
 * loaded here, since hardly anybody ever needs it.
 */
export async function inflatePrefix(compressed: Uint8Array, most: Bytes): Promise<Uint8Array> {
  const { Z_SYNC_FLUSH, zlibInflate, zlibInflateEnd, zlibInflateInit, ZStream } = await import('pako');
  const stream = new ZStream();
  zlibInflateInit(stream);
  stream.input = compressed;
  stream.avail_in = compressed.length;
  stream.output = new Uint8Array(most);
  stream.avail_out = most;
  zlibInflate(stream, Z_SYNC_FLUSH);
  const { output, next_out } = stream;
  zlibInflateEnd(stream);
  return output.subarray(0, next_out);
}
