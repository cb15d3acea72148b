import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { clip, endOf } from '#shared/model/bytes.ts';

const word: Bytes = 8;
/** Above any offset, so that no word of the pattern is ever zero. */
const mark = 0xa5n << 56n;

/** Position-telling data: each word of eight bytes holds its own offset, so whatever is read tells where it belongs. */
export function patternAt(at: Bytes, length: Bytes): Uint8Array<ArrayBuffer> {
  const first = at - (at % word);
  const words = new BigUint64Array(Math.ceil((at + length - first) / word));
  for (let i = 0; i < words.length; i += 1) words[i] = mark + BigInt(first + i * word);
  return new Uint8Array(words.buffer).slice(at - first, at - first + length);
}

/** What a disk holds in `range` when the pattern was written to `written`, and nothing elsewhere. */
export function patternWithin(range: ByteRange, written: readonly ByteRange[]): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(range.length);
  for (const run of written) {
    const start = Math.max(run.start, range.start);
    const { length } = clip({ start, length: Math.max(0, endOf(run) - start) }, endOf(range));
    if (length > 0) content.set(patternAt(start, length), start - range.start);
  }
  return content;
}

/**
 * Undefined when both are the same; otherwise where they differ first and what lies there instead, such as
 * `byte 4096: expected the data of 4096, found the data of 1048576`.
 */
export function firstDifference(found: Uint8Array, expected: Uint8Array, at: Bytes): string | undefined {
  if (found.length !== expected.length) return `${found.length} bytes instead of ${expected.length}`;
  if (Buffer.compare(found, expected) === 0) return undefined;
  const index = found.findIndex((byte, i) => byte !== expected[i]);
  return `byte ${at + index}: expected ${describe(expected, at, index)}, found ${describe(found, at, index)}`;
}

function describe(bytes: Uint8Array, at: Bytes, index: number): string {
  const aligned = index - ((at + index) % word);
  if (aligned < 0 || aligned + word > bytes.length) return `the byte ${bytes[index] ?? 'none'}`;
  const value = new DataView(bytes.buffer, bytes.byteOffset + aligned, word).getBigUint64(0, true);
  if (value === 0n) return 'zeros';
  return value >> 56n === 0xa5n ? `the data of ${value - mark}` : `the word 0x${value.toString(16)}`;
}
