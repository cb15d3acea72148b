import type { Bytes } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';

const prefixSize: Bytes = 4;

/** What a compressed grain without a marker may take: nothing tells, so twice the grain is read, as QEMU does. */
export function unmarkedRoom(grainBytes: Bytes): Bytes {
  return prefixSize + 2 * grainBytes;
}

/**
 * Where the compressed bytes of a grain may be that stands behind no marker. QEMU takes them for a bare zlib stream, which
 * knows its end; open-vmdk expects their number in front. A number may look like the beginning of zlib, so both are tried.
 */
export function unmarkedCandidates(bytes: Uint8Array): readonly Uint8Array[] {
  const candidates = startsZlib(bytes) ? [bytes] : [];
  const size = bytes.length < prefixSize ? 0 : viewOf(bytes).getUint32(0, true);
  const prefixed = bytes.subarray(prefixSize, prefixSize + size);
  if (prefixed.length === size && startsZlib(prefixed)) candidates.push(prefixed);
  return candidates;
}

/** True for the two bytes that begin every zlib stream: method, window, and a check sum of both. */
export function startsZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
}
