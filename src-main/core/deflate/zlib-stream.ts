import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { BitWriter } from './bit-writer.ts';
import { blocksOf } from './blocks.ts';
import { MatchFinder, type Effort } from './match-finder.ts';
import { Tokens } from './tokens.ts';
import { writeBlock } from './write-block.ts';

/** The longest content that `zlibStream` takes. */
export const mostContent: Bytes = 64 * KiB;

/**
 * How hard to look, by level: programs and disks get smaller than by zlib at the same level, and 6 is about as fast as zlib 1.2
 * (docs/adr/0035). Below 6, zlib in machine code is much faster.
 */
export const efforts = {
  6: { chain: 28, good: 8, lazy: 16, nice: 128 },
  7: { chain: 128, good: 8, lazy: 32, nice: 258 },
  8: { chain: 300, good: 32, lazy: 128, nice: 258 },
  9: { chain: 2000, good: 64, lazy: 258, nice: 258 },
} as const satisfies Record<string, Effort>;

/** Memory for one stream at a time, made at the first one. */
class Workshop {
  readonly content = new Uint8Array(mostContent);
  readonly tokens = new Tokens(mostContent);
  readonly finder = new MatchFinder(mostContent);
  /** Codes of 15 bits for every byte, and descriptions of codes. */
  readonly output = new Uint8Array(3 * mostContent);
}

let workshop: Workshop | undefined;

/** Compresses up to 64 KiB to a zlib stream (RFC 1950). The stream lies in memory that the next call uses again. */
export function zlibStream(bytes: Uint8Array, effort: Effort): Uint8Array {
  const { content, tokens, finder, output } = workshopFor(bytes);
  // A copy in memory of one kind only: engines read that much faster than what may or may not be shared with other threads.
  content.set(bytes);
  finder.tokenize(content.subarray(0, bytes.length), effort, tokens);
  tokens.countGroups();

  output.set(header);
  const out = new BitWriter(output, header.length);
  for (const block of blocksOf(tokens)) writeBlock(out, tokens, block, block.end === tokens.count);
  out.align();
  // Larger than the content itself: then that is stored.
  if (out.at - header.length > storedLength(bytes.length)) return store(bytes, output);
  return ended(output, out.at, bytes);
}

/** The same bytes as a zlib stream that stores them as they are. */
export function storedStream(bytes: Uint8Array): Uint8Array {
  return store(bytes, workshopFor(bytes).output);
}

function workshopFor({ length }: Uint8Array): Workshop {
  if (length > mostContent) throw new RangeError(`${String(length)} bytes are too many for one stream`);
  return (workshop ??= new Workshop());
}

/** A window of 32 KiB, no dictionary. */
const header = [0x78, 0x9c];

/** The longest content of a block that is stored as it is. */
const mostStored = 0xffff;

function storedLength(length: Bytes): Bytes {
  return length + 5 * Math.max(1, Math.ceil(length / mostStored));
}

function store(bytes: Uint8Array, output: Uint8Array): Uint8Array {
  output.set(header);
  let at = header.length;
  for (let start = 0; start < bytes.length || start === 0; start += mostStored) {
    const part = bytes.subarray(start, start + mostStored);
    const isLast = start + mostStored >= bytes.length;
    output.set(
      [isLast ? 1 : 0, part.length & 0xff, part.length >> 8, ~part.length & 0xff, (~part.length >> 8) & 0xff],
      at,
    );
    output.set(part, at + 5);
    at += 5 + part.length;
  }
  return ended(output, at, bytes);
}

/** Adds the checksum of the content, and gives all of the stream. */
function ended(output: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  const sum = adler32(bytes);
  output.set([sum >>> 24, (sum >>> 16) & 0xff, (sum >>> 8) & 0xff, sum & 0xff], at);
  return output.subarray(0, at + 4);
}

/** So many bytes can be summed up before the sums leave 32 bits. */
const summedAtOnce = 5552;

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += summedAtOnce) {
    const end = Math.min(bytes.length, start + summedAtOnce);
    for (let i = start; i < end; i += 1) {
      low += bytes[i] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
